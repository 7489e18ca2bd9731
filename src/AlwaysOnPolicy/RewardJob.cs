using AlwaysOnPolicy.Experiments.RewardTraining;
using AlwaysOnPolicy.Experiments.Sources;

namespace AlwaysOnPolicy;

/// <summary>How <see cref="Aligner.TrainRewardAsync"/> trains.</summary>
public sealed record RewardJob : JobOptions
{
    /// <summary>The training itself: epochs, learning rate, batch size, margin, centering; the longest answer.</summary>
    public RewardFit Fit { get; init => field = OptionNotNull.Check(value); } = new();

    /// <summary>Pairs to measure the accuracy on, which are not trained on; without them the best model is the last.</summary>
    public IReadOnlyList<PreferencePair> HeldOut { get; init => field = OptionNotNull.Check(value); } = [];
}
