using System.ComponentModel.DataAnnotations;

namespace AlwaysOnPolicy.Experiments.Loop.Settings;

/// <summary>What an author's rule is told of the policy.</summary>
public sealed record ProbingSettings
{
    /// <summary>Answers to each probe question. The paper: 1.</summary>
    /// <value>answers</value>
    [Range(1, 64)] public int Answers { get; init => field = OptionRange.Check(this, value); } = 1;

    /// <summary>After so many iterations what was measured counts half. The rule paper looks at the newest alone.</summary>
    /// <value>iterations</value>
    [Range(0.0, 100.0, MinimumIsExclusive = true)] public double HalfLife { get; init => field = OptionRange.Check(this, value); } = 1;
}
