using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using AlwaysOnPolicy.Models.Generation;

namespace AlwaysOnPolicy.Learning.Ppo;

/// <summary>One iteration of PPO over a list of prompts.</summary>
public sealed record PpoRunOptions
{
    /// <summary>How the policy answers.</summary>
    public SamplingOptions Sampling { get; init; } = SamplingOptions.Paper;

    /// <summary>How often each prompt is answered; the paper: 2.</summary>
    [Range(1, 100)] public int Passes { get; init => field = OptionRange.Check(this, value); } = 2;

    /// <summary>Steps in place of <see cref="Passes"/>: as many passes as they need, the last one in part; null goes by passes.</summary>
    [Range(1, 1_000_000), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Steps { get; init => field = OptionRange.Check(this, value); }
}
