namespace AlwaysOnPolicy.Prompts.Weighting;

/// <summary>A question that could be asked next.</summary>
/// <param name="Id">Unique among the candidates; its luck in a draw depends on it and the seed alone.</param>
public sealed record CandidateQuestion(string Id, string Text, QuestionFeatures Features);
