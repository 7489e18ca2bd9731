using AlwaysOnPolicy.Experiments.Artifacts;

namespace AlwaysOnPolicy.Experiments.Loop.Stages;

/// <summary>The policies of supervised fine-tuning, by the names of their folders inside the stage's.</summary>
/// <param name="Best">By validation loss.</param>
/// <param name="Last">After the last epoch.</param>
internal sealed record FineTunedModels(string Best, string Last)
{
    /// <summary>By validation loss.</summary>
    public string Best { get; init => field = PolicyArtifacts.Inner(value); } = PolicyArtifacts.Inner(Best);

    /// <summary>After the last epoch.</summary>
    public string Last { get; init => field = PolicyArtifacts.Inner(value); } = PolicyArtifacts.Inner(Last);
}
