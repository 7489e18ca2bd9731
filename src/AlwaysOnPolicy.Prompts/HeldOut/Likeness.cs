namespace AlwaysOnPolicy.Prompts.HeldOut;

/// <summary>How a text was found to be a held-out question.</summary>
public enum Likeness
{
    /// <summary>It is the question, in the same words.</summary>
    Wording,

    /// <summary>It has a long run of words in common with it.</summary>
    Ngram,

    /// <summary>The whole question stands in it.</summary>
    Contained,

    /// <summary>Its embedding points the same way.</summary>
    Cosine,
}
