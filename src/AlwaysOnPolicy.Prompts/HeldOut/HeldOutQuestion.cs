namespace AlwaysOnPolicy.Prompts.HeldOut;

/// <summary>A question that nobody may train on.</summary>
/// <param name="Set">What it is held out for, in the plural: "probe questions".</param>
/// <param name="Embedding">Of unit length; null where there is no encoder.</param>
public sealed record HeldOutQuestion(string Set, string Text, float[]? Embedding = null);

/// <summary>How a text was found to be a held-out question.</summary>
public enum Likeness
{
    Wording,
    Ngram,
    Cosine,
}

/// <summary>A text that is, or is near, a question of <paramref name="Set"/>.</summary>
public sealed record HeldOutMatch(string Set, Likeness Likeness);
