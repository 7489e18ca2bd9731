namespace AlwaysOnPolicy.Prompts.HeldOut;

/// <summary>How a text was found to be a held-out question.</summary>
public enum Likeness
{
    Wording,
    Ngram,
    Contained,
    Cosine,
}
