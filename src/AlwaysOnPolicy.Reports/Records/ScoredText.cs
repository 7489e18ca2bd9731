namespace AlwaysOnPolicy.Reports.Records;

/// <summary>An answer with its reward.</summary>
/// <param name="Answer">Its words.</param>
/// <param name="Reward">The reward model's score.</param>
public sealed record ScoredText(string Answer, double Reward);
