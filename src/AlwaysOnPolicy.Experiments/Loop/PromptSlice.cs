using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Prompts;

namespace AlwaysOnPolicy.Experiments.Loop;

/// <summary>The part of a prompt set that one iteration trains on.</summary>
/// <param name="Set">The whole set.</param>
/// <param name="Skip">Prompts of earlier iterations, which come before.</param>
/// <param name="Take">How many are this iteration's.</param>
public sealed record PromptSlice(Artifact<PromptSet> Set, int Skip, int Take)
{
    /// <summary>What the author wrote, with its calls; not the set itself behind a gate.</summary>
    public Artifact<PromptSet> Written { get; init; } = Set;
}
