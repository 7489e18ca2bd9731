using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace AlwaysOnPolicy.Models.Architectures;

/// <summary>What a norm divides by, and how its weight is meant.</summary>
internal enum NormKind
{
    /// <summary>The root mean square.</summary>
    Rms,

    /// <summary>The root mean square; the weight is what is added to 1 (Gemma).</summary>
    RmsFromOne,

    /// <summary>The deviation, after the mean is taken off; with a bias.</summary>
    Layer,
}

/// <summary>A norm over the last dimension.</summary>
internal abstract class Norm(string name) : Module(name)
{
    /// <param name="x">[..., size].</param>
    public abstract Tensor Run(Tensor x);

    /// <summary>Its numbers as they are now.</summary>
    public abstract RowNorm ForRows();

    public static Norm Of(NormKind kind, int size, double epsilon) =>
        kind == NormKind.Layer ? new CenteredNorm(size, epsilon) : new RmsNorm(size, epsilon, kind == NormKind.RmsFromOne);
}

/// <summary>Layer norm (Ba et al. 2016).</summary>
internal sealed class CenteredNorm : Norm
{
    private readonly Parameter weight;
    private readonly Parameter? bias;
    private readonly double _epsilon;

    public CenteredNorm(int size, double epsilon, bool hasBias = true) : base(nameof(CenteredNorm))
    {
        weight = Parameter(ones(size, WeightType.Current));
        bias = hasBias ? Parameter(zeros(size, WeightType.Current)) : null;
        _epsilon = epsilon;
        RegisterComponents();
    }

    public override Tensor Run(Tensor x) => functional.layer_norm(x, weight.shape, weight, bias, _epsilon);

    public override RowNorm ForRows() => RowNorm.Of(NormKind.Layer, weight, bias, _epsilon);
}
