using AlwaysOnPolicy.Prompts.HeldOut;

namespace AlwaysOnPolicy.Prompts;

/// <summary>What an author is asked for.</summary>
public sealed record AuthorRequest : AuthorSizes
{
    /// <summary>Of the default sizes.</summary>
    public AuthorRequest() { }

    /// <summary>Of the given sizes.</summary>
    public AuthorRequest(AuthorSizes sizes)
        : base(sizes)
    {
    }

    /// <summary>Scored answers of the current policy to the held-out questions; empty for authors that do not look at the policy.</summary>
    public required IReadOnlyList<ScoredSample> Samples { get; init => field = OptionNotNull.Check(value); }

    /// <summary>Prompts that must not be written again: those of earlier iterations of the same arm.</summary>
    public IReadOnlyList<string> Exclude { get; init => field = OptionNotNull.Check(value); } = [];

    /// <summary>What nobody may train on: such a prompt is dropped, replaced and counted in the set's notes.</summary>
    public HeldOutQuestions HeldOut { get; init => field = OptionNotNull.Check(value); } = HeldOutQuestions.None;

    /// <summary>All of the author's own randomness comes from this.</summary>
    public required ulong Seed { get; init; }
}
