using System.ComponentModel.DataAnnotations;
using AlwaysOnPolicy.Learning.RewardTraining;

namespace AlwaysOnPolicy.Experiments.RewardTraining;

/// <summary>How a reward model is fitted to pairs.</summary>
public record RewardFit
{
    /// <inheritdoc cref="RewardOptions"/>
    public RewardOptions Training { get; init => field = OptionNotNull.Check(value); } = new();

    /// <summary>Longest answer that a decoder learns from; a longer one is cut and then has no end-of-text.</summary>
    /// <value>tokens</value>
    [Range(1, 100_000)] public int MaxAnswerTokens { get; init => field = OptionRange.Check(this, value); } = 256;
}
