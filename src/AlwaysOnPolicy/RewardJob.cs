using System.ComponentModel.DataAnnotations;
using AlwaysOnPolicy.Experiments.Sources;
using AlwaysOnPolicy.Learning.RewardTraining;

namespace AlwaysOnPolicy;

/// <summary>How <see cref="Aligner.TrainRewardAsync"/> trains.</summary>
public sealed record RewardJob : JobOptions
{
    /// <summary>Epochs, learning rate, batch size, margin, centering.</summary>
    public RewardOptions Training { get; init; } = new();

    /// <summary>Longest answer that a decoder learns from; a longer one is cut and then has no end-of-text.</summary>
    /// <value>tokens</value>
    [Range(1, 100_000)] public int MaxAnswerTokens { get; init => field = OptionRange.Check(this, value); } = 256;

    /// <summary>Pairs to measure the accuracy on, which are not trained on; without them the best model is the last.</summary>
    public IReadOnlyList<PreferencePair> HeldOut { get; init; } = [];
}
