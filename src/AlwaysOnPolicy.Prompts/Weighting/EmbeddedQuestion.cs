namespace AlwaysOnPolicy.Prompts.Weighting;

/// <summary>A question as a sentence encoder sees it.</summary>
/// <param name="Domain">Its label; null or empty where there is none.</param>
public sealed record EmbeddedQuestion(string? Domain, float[] Embedding);
