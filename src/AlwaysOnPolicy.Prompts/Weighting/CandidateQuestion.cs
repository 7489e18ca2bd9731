using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Prompts.Weighting;

/// <summary>A question that could be asked next.</summary>
/// <param name="Question">Its id is unique among the candidates; its luck in a draw depends on that and the seed alone.</param>
/// <param name="Features">What a rule weighs it by.</param>
/// <param name="Embedding">Of unit length, to compare with what is held out; null where there is none.</param>
public sealed record CandidateQuestion(Question Question, QuestionFeatures Features, float[]? Embedding = null);
