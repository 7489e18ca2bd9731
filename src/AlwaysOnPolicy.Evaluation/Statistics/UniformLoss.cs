namespace AlwaysOnPolicy.Evaluation.Statistics;

/// <summary>The loss of a language model that knows nothing and gives every token the same chance: what a loss is to be held against.</summary>
public static class UniformLoss
{
    /// <summary>From this share of the uniform loss on a loss is hardly better than guessing.</summary>
    /// <remarks>By Zipf's law a token's frequency falls with its rank; who knows these frequencies and nothing else has a loss of 0.75 of the uniform one
    /// with 1,000 tokens, and of 0.70 with 50,000.</remarks>
    public const double HardlyBetter = 0.75;

    /// <summary>ln V, nats a token.</summary>
    /// <param name="vocabularySize">V, tokens.</param>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than 2 tokens.</exception>
    public static double Of(int vocabularySize)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(vocabularySize, 2);
        return Math.Log(vocabularySize);
    }

    /// <summary>Whether a loss is that of a guess, or hardly better.</summary>
    /// <param name="loss">Nats a token, on texts that were not trained on.</param>
    /// <param name="vocabularySize">Tokens.</param>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than 2 tokens.</exception>
    public static bool IsHardlyBeatenBy(double loss, int vocabularySize) => loss >= HardlyBetter * Of(vocabularySize);
}
