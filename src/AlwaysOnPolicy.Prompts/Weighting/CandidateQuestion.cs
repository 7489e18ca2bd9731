namespace AlwaysOnPolicy.Prompts.Weighting;

/// <summary>A question that could be asked next.</summary>
/// <param name="Id">Unique among the candidates; its luck in a draw depends on it and the seed alone.</param>
/// <param name="Embedding">Of unit length, to compare with what is held out; null where there is none.</param>
public sealed record CandidateQuestion(string Id, string Text, QuestionFeatures Features, float[]? Embedding = null);
