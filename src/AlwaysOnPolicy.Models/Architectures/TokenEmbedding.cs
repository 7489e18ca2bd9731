using AlwaysOnPolicy.Models.Products;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace AlwaysOnPolicy.Models.Architectures;

/// <summary>A table of vectors, one a token, that can carry an adapter. A checkpoint or <see cref="CausalModel.Initialize"/> follows.</summary>
internal sealed class TokenEmbedding : NamedParts, ILinearMap
{
    private readonly Embedding _table;
    private readonly Parameter _weight;
    private readonly int? _padId;

    /// <param name="padId">Gets no gradient from being looked up.</param>
    public TokenEmbedding(int tokens, int width, int? padId = null) : base(nameof(TokenEmbedding))
    {
        _padId = padId;
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
        var y = LookUp(ids);
        return Lora is null ? y : Lora.Add(ids, y);
    }

    /// <summary>Where the table is trained the gradients are added to its rows where they lie: torch makes a table of zeros for them at each pass.</summary>
    private Tensor LookUp(Tensor ids)
    {
        if (!_weight.requires_grad || !is_grad_enabled()) return _table.call(ids);
        Tensor y;
        using (no_grad()) y = _table.call(ids);
        var rows = ids.reshape(-1).alias().DetachFromDisposeScope();
        return GradientNode.Attach(y, [_weight], [rows], onResult =>
        {
            using var noGrad = no_grad();
            using var scope = NewDisposeScope();
            if (_weight.grad is null) _weight.grad = zeros_like(_weight);
            var gradient = onResult.reshape(-1, _weight.size(1));
            if (_padId is { } pad) gradient = gradient.masked_fill(rows.eq(pad).unsqueeze(1), 0);
            _weight.grad!.index_add_(0, rows, gradient, 1);
            return [null];
        });
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _table.Dispose();
        base.Dispose(disposing);
    }
}
