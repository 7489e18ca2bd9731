using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace AlwaysOnPolicy.Models.Architectures;

/// <summary>A table of vectors, one a token, that can carry an adapter. A checkpoint or <see cref="CausalModel.Initialize"/> follows.</summary>
internal sealed class TokenEmbedding : NamedParts, ILinearMap
{
    private readonly Embedding _table;
    private readonly Parameter _weight;

    /// <param name="padId">Gets no gradient from being looked up.</param>
    public TokenEmbedding(int tokens, int width, int? padId = null) : base(nameof(TokenEmbedding))
    {
        _table = Embedding(tokens, width, padding_idx: padId, dtype: WeightType.Current);
        register_parameter("weight", _weight = _table.weight!);
    }

    public Parameter Weight => _weight;
    public Parameter? Bias => null;
    public bool IsInputsFirst => true;
    public bool IsLookup => true;
    public LoraPair? Lora { get; set; }

    public Tensor Run(Tensor ids)                                                            // [...] int64 → [..., width]
    {
        var y = _table.call(ids);
        return Lora is null ? y : Lora.Add(ids, y);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _table.Dispose();
        base.Dispose(disposing);
    }
}
