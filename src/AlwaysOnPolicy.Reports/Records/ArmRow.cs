using System.Text.Json.Serialization;
using AlwaysOnPolicy.Evaluation.Statistics;

namespace AlwaysOnPolicy.Reports.Records;

/// <summary>How good an arm's policy is after an iteration.</summary>
/// <param name="Arm">The arm.</param>
/// <param name="Iteration">From 0, the SFT policy.</param>
/// <param name="Gold">Mean true score of the test answers; null outside the miniature world.</param>
/// <param name="GoldWeakest">The same in the weakest domains.</param>
/// <param name="ProbeReward">Mean reward of the probe answers.</param>
/// <param name="ProbeInterval">Of that mean, 95 %.</param>
public sealed record ArmRow(string Arm, int Iteration, double? Gold, double? GoldWeakest, double? ProbeReward, Interval? ProbeInterval)
{
    /// <summary>Of <see cref="Gold"/>, 95 %: over questions in one run, over seeds in a study.</summary>
    public Interval? GoldInterval { get; init; }

    /// <inheritdoc cref="GoldInterval"/>
    public Interval? GoldWeakestInterval { get; init; }

    /// <summary>Mean over the probe questions of the reward minus SFT's on the same question; null for SFT itself.</summary>
    public double? ProbeGain { get; init; }

    /// <summary>Of <see cref="ProbeGain"/>, 95 %.</summary>
    public Interval? ProbeGainInterval { get; init; }

    /// <summary>Two-sided p of no gain, by Student's t; null where it cannot be told.</summary>
    public double? ProbeGainP { get; init; }

    /// <summary><see cref="ProbeGainP"/> by Holm's correction for all arms and iterations of the report.</summary>
    public double ProbeGainHolmP { get; init; } = 1;

    /// <summary>Above 0 where a rise is shown, below 0 a fall, else 0.</summary>
    [JsonIgnore] public int ProbeChange => ProbeGainHolmP < ComparisonRow.Level ? Math.Sign(ProbeGain ?? 0) : 0;

    /// <summary>PPO steps of the arm up to here.</summary>
    public double? Steps { get; init; }

    /// <summary>Tokens that the arm generated and was trained on up to here, with those of its probes and gates.</summary>
    public double? Tokens { get; init; }

    /// <summary>Processor seconds that the arm cost up to here, in the same way.</summary>
    public double? ProcessorSeconds { get; init; }
}
