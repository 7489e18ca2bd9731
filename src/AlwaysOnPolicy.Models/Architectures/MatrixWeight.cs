using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Architectures;

/// <summary>The weight of a linear layer. Products may be computed with a bfloat16 copy of it, which then takes in the gradient; the weight itself stays what
/// is trained, saved and read.</summary>
/// <remarks>Processors with bfloat16 instructions multiply it four to six times as fast as float32. A step of training is often smaller than bfloat16's last
/// digit, so the sum of steps is kept in float32: "master weights" (Micikevicius et al. 2018).</remarks>
public sealed class MatrixWeight : Parameter
{
    internal MatrixWeight(Tensor values) : base(values)
    {
    }

    /// <summary>The copy, with a gradient of its own; null where products are computed with the weight.</summary>
    public Tensor? Half { get; private set; }

    /// <summary>What products are computed with.</summary>
    internal Tensor InProducts => Half ?? this;

    /// <summary>The parameter's gradient, wherever it lies: float32, or bfloat16 of a weight with a copy. The caller's to dispose of.</summary>
    public static Tensor? GradientOf(Parameter parameter) => parameter is MatrixWeight { Half: { } half } ? half.grad : parameter.grad;

    /// <summary>Drops the parameter's gradient, wherever it lies.</summary>
    public static void DropGradientOf(Parameter parameter)
    {
        if (parameter is MatrixWeight { Half: { } half }) half.grad = null;
        parameter.grad = null;
    }

    /// <summary>Makes the copy; it is trained if the weight is.</summary>
    internal void MakeHalf()
    {
        using var noGrad = no_grad();
        Half?.Dispose();
        Half = this.to(ScalarType.BFloat16).DetachFromDisposeScope().requires_grad_(requires_grad);
    }

    /// <summary>Brings the copy, if there is one, to what the weight is.</summary>
    public void Refresh()
    {
        using var noGrad = no_grad();
        Half?.copy_(this);
    }

    /// <summary>Frees the weight and its copy in bfloat16.</summary>
    protected override void Dispose(bool disposing)
    {
        if (disposing) Half?.Dispose();
        base.Dispose(disposing);
    }
}
