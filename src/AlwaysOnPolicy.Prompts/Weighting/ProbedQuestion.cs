namespace AlwaysOnPolicy.Prompts.Weighting;

/// <summary>What the policy's answers to a probe question show.</summary>
/// <param name="Id">The question's id.</param>
/// <param name="Text">The question.</param>
/// <param name="Features">What a rule weighs it by.</param>
/// <param name="Mean">mᵢ: mean reward of its answers, pooled over iterations.</param>
/// <param name="Spread">Sample standard deviation (n − 1) of the newest iteration's rewards; null with fewer than two answers.</param>
public sealed record ProbedQuestion(string Id, string Text, QuestionFeatures Features, double Mean, double? Spread);
