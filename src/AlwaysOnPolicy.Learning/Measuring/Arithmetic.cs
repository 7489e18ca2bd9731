using AlwaysOnPolicy.Models.Architectures;

namespace AlwaysOnPolicy.Learning.Measuring;

/// <summary>Floating-point operations of the matrix products that the real tokens need: 2 for each number of a matrix that a vector is multiplied by.</summary>
/// <remarks>Not counted is what is no such product (norms, activations, softmax, sampling, the optimizer), what padding costs, and a head of one number. Layers
/// that see a window are counted as if they saw all tokens before.</remarks>
internal static class Arithmetic
{
    /// <summary>A backward pass has two products, one for the inputs and one for the weights, where the forward pass has one.</summary>
    public const int BackwardOverForward = 2;

    /// <summary>A forward pass.</summary>
    /// <param name="lengths">Tokens of each row.</param>
    /// <param name="predicted">Tokens, of all rows together, for which the LM head gives logits.</param>
    public static double Forward(CausalSizes model, IReadOnlyList<int> lengths, long predicted) =>
        lengths.Sum(n => Blocks(model, n) + Attention(model, Pairs(n))) + Head(model, predicted);

    /// <summary>The first pass of a generation, over the prompts; it predicts one token a row.</summary>
    public static double Prefill(CausalSizes model, IReadOnlyList<int> prompts) => Forward(model, prompts, prompts.Count);

    /// <summary>The passes that follow, of one token a row. The last token that is drawn is not run.</summary>
    public static double Decoding(CausalSizes model, IReadOnlyList<int> prompts, int newTokens) =>
        Forward(model, [.. prompts.Select(p => p + newTokens - 1)], (long)prompts.Count * newTokens) - Prefill(model, prompts);

    /// <summary>Bytes that these passes read: the weights once a pass, and of each row the keys and values of its tokens so far.</summary>
    public static double DecodingBytes(CausalSizes model, IReadOnlyList<int> prompts, int newTokens) =>
        ((newTokens - 1.0) * model.WeightBytes) + prompts.Sum(p => model.CacheBytes * (Pairs(p + newTokens - 1) - Pairs(p)));

    private static double Blocks(CausalSizes model, double tokens) => 2 * model.BlockNumbers * tokens;

    /// <param name="pairs">Of a token and one that it sees, itself included. A pair has a product of a query and a key, and one of a weight and a
    /// value.</param>
    private static double Attention(CausalSizes model, double pairs) => 4.0 * model.LayerCount * model.QueryWidth * pairs;

    private static double Head(CausalSizes model, double tokens) => 2.0 * model.HiddenSize * model.VocabularySize * tokens;

    private static double Pairs(double tokens) => tokens * (tokens + 1) / 2;
}
