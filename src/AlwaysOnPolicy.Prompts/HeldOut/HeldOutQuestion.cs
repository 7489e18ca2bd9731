namespace AlwaysOnPolicy.Prompts.HeldOut;

/// <summary>A question that nobody may train on.</summary>
/// <param name="Set">What it is held out for, in the plural: "probe questions".</param>
/// <param name="Text">Its words.</param>
/// <param name="Embedding">Of unit length; null where there is no encoder.</param>
public sealed record HeldOutQuestion(string Set, string Text, float[]? Embedding = null);
