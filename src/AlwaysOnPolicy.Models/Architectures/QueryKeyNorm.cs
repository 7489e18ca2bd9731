using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace AlwaysOnPolicy.Models.Architectures;

/// <summary>Norms of queries and keys, before they are turned.</summary>
internal enum QueryKeyNorm
{
    None,

    /// <summary>Over each head, with one weight for all of them.</summary>
    Head,

    /// <summary>Over all heads together.</summary>
    Whole,

    /// <summary>Over each head, less its mean, with a weight of its own.</summary>
    OwnHead,
}

/// <summary>StableLM's norm of queries or keys: each head's layer norm, without bias.</summary>
internal sealed class HeadNorms : Norm
{
    private readonly ModuleList<CenteredNorm> norms;
    private readonly double _epsilon;

    public HeadNorms(int heads, int size, double epsilon) : base(nameof(HeadNorms))
    {
        norms = ModuleList([.. Enumerable.Range(0, heads).Select(_ => new CenteredNorm(size, epsilon, hasBias: false))]);
        _epsilon = epsilon;
        RegisterComponents();
    }

    /// <param name="x">[B, heads, T, size].</param>
    public override Tensor Run(Tensor x)
    {
        var weights = stack(norms.Select(n => n.get_parameter("weight")!)).unsqueeze(1);       // [heads, 1, size]
        return functional.layer_norm(x, [x.size(-1)], eps: _epsilon) * weights;
    }

    public override RowNorm ForRows()
    {
        RowNorm[] heads = [.. norms.Select(n => n.ForRows())];
        return heads[0] with { Weight = [.. heads.SelectMany(h => h.Weight)] };
    }
}
