using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Prompts;

namespace AlwaysOnPolicy.Experiments.Loop;

/// <summary>The part of a prompt set that one iteration trains on.</summary>
public sealed record PromptSlice(Artifact<PromptSet> Set, int Skip, int Take)
{
    /// <summary>What the author wrote, with its calls; not the set itself behind a gate.</summary>
    public Artifact<PromptSet> Written { get; init; } = Set;
}
