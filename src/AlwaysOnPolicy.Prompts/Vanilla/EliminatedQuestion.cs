namespace AlwaysOnPolicy.Prompts.Vanilla;

/// <summary>What elimination made of a question of the vanilla arm.</summary>
/// <param name="Prompt">Its place in the ranking, from 0; it is the prompt's id.</param>
/// <param name="Cluster">From 0.</param>
/// <param name="Order">The first that went is 1; null of those that stayed to the end.</param>
/// <param name="Beside">Place of the nearest question of its cluster that was still there, because of which it went.</param>
/// <param name="Cosine">Of the two.</param>
public sealed record EliminatedQuestion(int Prompt, int Cluster, int? Order, int? Beside, float? Cosine);
