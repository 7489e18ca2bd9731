using System.ComponentModel.DataAnnotations;
using AlwaysOnPolicy.Learning.SupervisedFineTuning;

namespace AlwaysOnPolicy.Experiments.Artifacts;

/// <summary>Supervised fine-tuning, and which of its models the run goes on with.</summary>
public sealed record SftSettings
{
    /// <inheritdoc cref="SftOptions"/>
    public SftOptions Training { get; init => field = OptionNotNull.Check(value); } = new();

    /// <summary>Longest answer learnt from, in tokens; a longer one is cut and then has no end-of-text.</summary>
    [Range(1, 100_000)] public int MaxAnswerTokens { get; init => field = OptionRange.Check(this, value); } = 256;

    /// <summary>The policy of the run: the one after the last epoch, or the one with the lowest validation loss. Both are kept.</summary>
    public KeptModel Keep { get; init; } = KeptModel.Best;
}
