using System.ComponentModel.DataAnnotations;
using AlwaysOnPolicy.Engine.Settings;

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

    /// <summary>Scored answers of the policy in the place of those to the probe questions, such as <c>aop serve-reward</c> records while a policy is trained
    /// elsewhere: lines with question, answer, reward, and domain. For the rule paper, of an arm that looks at one policy alone: loop.iterations 1, or when
    /// once.</summary>
    [PathSetting, NotInKey] public string? Scored { get; init; }

    /// <summary>So many of each domain are read of <see cref="Scored"/>, from its end, where the policy's newest answers are; null reads all.</summary>
    /// <value>answers</value>
    [Range(1, int.MaxValue)] public int? ScoredLast { get; init => field = OptionRange.Check(this, value); }
}
