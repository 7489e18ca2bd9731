using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace AlwaysOnPolicy.Models.Architectures;

/// <summary>Root-mean-square norm (Zhang and Sennrich 2019), computed in float32 whatever the type.</summary>
internal sealed class RmsNorm : Norm
{
    private readonly Parameter weight;
    private readonly double _epsilon;
    private readonly bool _weightFromOne;

    /// <param name="weightFromOne">Multiplies by 1 + weight, so that a weight of 0 changes nothing (Gemma).</param>
    public RmsNorm(int size, double epsilon, bool weightFromOne = false) : base(nameof(RmsNorm))
    {
        weight = Parameter(weightFromOne ? zeros(size, WeightType.Current) : ones(size, WeightType.Current));
        (_epsilon, _weightFromOne) = (epsilon, weightFromOne);
        RegisterComponents();
    }

    public override Tensor Run(Tensor x)
    {
        if (x.dtype != ScalarType.Float32) return Scaled(x.to(ScalarType.Float32), weight.to(ScalarType.Float32)).to(x.dtype);
        return Scaled(x, weight);
    }

    public override RowNorm ForRows() => RowNorm.Of(_weightFromOne ? NormKind.RmsFromOne : NormKind.Rms, weight, null, _epsilon);

    private Tensor Scaled(Tensor x, Tensor by) =>
        x * (x.square().mean([-1], keepdim: true) + _epsilon).rsqrt() * (_weightFromOne ? by + 1 : by);
}
