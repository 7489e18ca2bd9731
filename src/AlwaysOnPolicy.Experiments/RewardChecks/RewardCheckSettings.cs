using System.ComponentModel.DataAnnotations;

namespace AlwaysOnPolicy.Experiments.RewardChecks;

/// <summary>The look at the reward before PPO: what it says of the answers that the first policy gives.</summary>
public sealed record RewardCheckSettings
{
    /// <summary>How many prompts are answered, drawn by lot; 0 leaves the look out, and with it the error where a score is no finite
    /// number.</summary>
    /// <value>prompts</value>
    [Range(0, 100_000)] public int Prompts { get; init => field = OptionRange.Check(this, value); } = 64;

    /// <summary>Answers to each: how far they differ in reward is what PPO learns from.</summary>
    /// <value>answers</value>
    [Range(2, 1024)] public int Answers { get; init => field = OptionRange.Check(this, value); } = 4;
}
