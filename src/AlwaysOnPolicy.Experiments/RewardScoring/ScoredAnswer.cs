namespace AlwaysOnPolicy.Experiments.RewardScoring;

/// <summary>A line of what a reward model gave.</summary>
/// <param name="Id">The question's id.</param>
/// <param name="Domain">The question's; null where it has none.</param>
/// <param name="Question">The question.</param>
/// <param name="Sample">Number of the answer among several to one question, from 0; null where the file does not say.</param>
/// <param name="Answer">The answer.</param>
/// <param name="Reward">Higher is better; the model's own scale.</param>
public sealed record ScoredAnswer(string Id, string? Domain, string Question, int? Sample, string Answer, double Reward);
