namespace AlwaysOnPolicy.Models.Architectures;

/// <summary>The sizes of a decoder on which time and memory depend. An adapter is not counted.</summary>
/// <param name="Parameters">Numbers, those of a tied head once.</param>
/// <param name="LayerCount">Blocks.</param>
/// <param name="HiddenSize">Width of the hidden states.</param>
/// <param name="VocabularySize">Tokens that have a row in the embedding.</param>
/// <param name="BlockNumbers">Numbers in the matrices by which each token is multiplied: all linear layers but the head.</param>
/// <param name="QueryWidth">Heads · head size.</param>
/// <param name="WeightBytes">Of these matrices and the head, in the type in which they are multiplied: what a step of generation reads.</param>
/// <param name="CacheBytes">Of the keys and values of a token of a row, in all layers.</param>
public sealed record CausalSizes(
    long Parameters, int LayerCount, int HiddenSize, int VocabularySize, long BlockNumbers, int QueryWidth, long WeightBytes, long CacheBytes)
{
    /// <summary>Those of a model as it is now: with or without bfloat16 copies of its matrices.</summary>
    public static CausalSizes Of(CausalModel model)
    {
        MatrixWeight[] blocks = [.. model.named_modules()
            .Where(m => m.name != model.HeadName && m.module is ILinearMap { IsLookup: false })
            .Select(m => (MatrixWeight)((ILinearMap)m.module).Weight)];
        var headName = model.TiesHead ? model.EmbeddingName : $"{model.HeadName}.weight";
        var head = model.named_parameters().First(p => p.name == headName).parameter;
        return new(
            model.parameters().Sum(p => p.NumberOfElements), model.LayerCount, model.HiddenSize, model.VocabularySize,
            blocks.Sum(b => b.NumberOfElements), model.QueryWidth,
            blocks.Select(b => b.InProducts).Append(head).Sum(w => w.NumberOfElements * w.ElementSize),
            2L * model.LayerCount * model.KeyWidth * blocks[0].InProducts.ElementSize);
    }
}
