using AlwaysOnPolicy.Evaluation.Statistics;

namespace AlwaysOnPolicy.Reports.Records;

/// <summary>Mean reward of the answers to the same prompts.</summary>
/// <param name="Gain">Of the difference, prompt by prompt.</param>
public sealed record RewardChange(int Prompts, MeanEstimate Before, MeanEstimate After, MeanEstimate Gain);
