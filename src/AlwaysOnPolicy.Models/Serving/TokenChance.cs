namespace AlwaysOnPolicy.Models.Serving;

/// <summary>A token and how likely the model finds it.</summary>
/// <param name="Id">In the vocabulary.</param>
/// <param name="Text">As it reads behind other text; U+FFFD for a part of a character.</param>
/// <param name="Bytes">Of UTF-8; may be a part of a character.</param>
/// <param name="Logprob">Log-probability (nats) under the model itself: before temperature and whatever else changes the draw, as the
/// learner counts it.</param>
public sealed record TokenChance(int Id, string Text, IReadOnlyList<byte> Bytes, float Logprob);
