using AlwaysOnPolicy.Prompts.HeldOut;

namespace AlwaysOnPolicy.Prompts;

/// <summary>What an author is asked for.</summary>
public sealed record AuthorRequest : AuthorSizes
{
    /// <summary>Scored answers of the current policy to the held-out questions; empty for authors that do not look at the policy.</summary>
    public required IReadOnlyList<ScoredSample> Samples { get; init; }

    /// <summary>Prompts that must not be written again: those of earlier iterations of the same arm.</summary>
    public IReadOnlyList<string> Exclude { get; init; } = [];

    /// <summary>What nobody may train on: such a prompt is dropped, replaced and counted in the set's notes.</summary>
    public HeldOutQuestions HeldOut { get; init; } = HeldOutQuestions.None;

    /// <summary>All of the author's own randomness comes from this.</summary>
    public required ulong Seed { get; init; }
}
