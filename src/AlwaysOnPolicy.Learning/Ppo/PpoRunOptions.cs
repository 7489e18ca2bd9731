using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using AlwaysOnPolicy.Models.Generation;

namespace AlwaysOnPolicy.Learning.Ppo;

/// <summary>One iteration of PPO over a list of prompts.</summary>
public record PpoRunOptions
{
    /// <summary>How the policy answers, in training and in samples.</summary>
    public SamplingOptions Sampling { get; init => field = OptionNotNull.Check(value); } = SamplingOptions.Paper;

    /// <summary>How often each prompt is answered and learnt from. The paper: 2.</summary>
    /// <value>passes</value>
    [Range(1, 100)] public int Passes { get; init => field = OptionRange.Check(this, value); } = 2;

    /// <summary>PPO steps in place of <see cref="Passes"/>: as many passes as they need, the last one in part; null goes by passes.</summary>
    /// <value>steps</value>
    [Range(1, 1_000_000), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Steps { get; init => field = OptionRange.Check(this, value); }
}
