namespace AlwaysOnPolicy.Prompts.ScoreBased;

/// <summary>A question of the user's own that the policy may be trained on.</summary>
/// <param name="Id">Unique within the pool.</param>
/// <param name="Domain">In the spelling of the probe questions' domains.</param>
/// <param name="Embedding">Of any length above zero, the same number of values for all.</param>
public sealed record PoolQuestion(string Id, string Text, string Domain, float[] Embedding);
