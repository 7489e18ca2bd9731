using System.Text.Json.Serialization;
using AlwaysOnPolicy.Evaluation.Statistics;

namespace AlwaysOnPolicy.Reports.Records;

/// <summary>Mean reward of the answers to the same prompts.</summary>
/// <param name="Prompts">How many prompts.</param>
/// <param name="Before">Of the model before.</param>
/// <param name="After">Of the model after.</param>
/// <param name="Gain">Of the difference, prompt by prompt.</param>
public sealed record RewardChange(int Prompts, MeanEstimate Before, MeanEstimate After, MeanEstimate Gain)
{
    /// <summary>Whether the prompts were kept from the training.</summary>
    public bool HeldOut { get; init; }

    /// <summary>Above 0 where a rise is shown, below 0 a fall, else 0. A run of PPO alone makes this one test.</summary>
    [JsonIgnore] public int Change => Gain.P < ComparisonRow.Level ? Math.Sign(Gain.Mean) : 0;

    /// <summary>"held-out prompts", or what they are else.</summary>
    public string Kind => HeldOut ? "held-out prompts" : "prompts that were trained on";
}
