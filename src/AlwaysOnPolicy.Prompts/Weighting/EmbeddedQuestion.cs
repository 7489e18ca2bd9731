namespace AlwaysOnPolicy.Prompts.Weighting;

/// <summary>A question as a sentence encoder sees it.</summary>
public sealed record EmbeddedQuestion(string Domain, float[] Embedding);
