using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Experiments.Sources;

namespace AlwaysOnPolicy;

/// <summary>How <see cref="Aligner.FineTuneAsync"/> trains.</summary>
public sealed record FineTuneJob : JobOptions
{
    /// <summary>The training itself: epochs, learning rate, batch size, LoRA; the longest answer; which model is kept.</summary>
    public SftSettings Sft { get; init => field = OptionNotNull.Check(value); } = new();

    /// <summary>Demonstrations to measure the loss on, which are not trained on; without them the best model is the last.</summary>
    public IReadOnlyList<Demonstration> Validation { get; init => field = OptionNotNull.Check(value); } = [];
}
