namespace AlwaysOnPolicy.Experiments.Loop.Stages;

/// <param name="Embedding">Of unit length.</param>
public sealed record EmbeddedQuestion(string Id, string Domain, string Text, float[] Embedding);
