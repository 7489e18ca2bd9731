using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace AlwaysOnPolicy.Models.Architectures;

/// <summary>What LoRA adds to one linear layer: scale · B·A·x.</summary>
/// <param name="a">[rank, in].</param>
/// <param name="b">[out, rank].</param>
internal sealed class LoraPair(ILinearMap map, Parameter a, Parameter b, double scale) : IDisposable
{
    public ILinearMap Map => map;
    public Parameter A => a;
    public Parameter B => b;

    /// <summary>Off, the layer is what it was without the adapter, bit for bit.</summary>
    public bool IsOn { get; set; } = true;

    /// <summary>A pair for a layer, both matrices 0; it outlives the dispose scope in which it is made.</summary>
    public static LoraPair New(ILinearMap map, int rank, double scale)
    {
        var (weight, outputs, inputs) = (map.Weight, map.IsInputsFirst ? 1 : 0, map.IsInputsFirst ? 0 : 1);
        Parameter Zeros(long rows, long columns)
        {
            var made = Parameter(zeros(rows, columns, weight.dtype));
            made.DetachFromDisposeScope();
            return made;
        }
        return new LoraPair(map, Zeros(rank, weight.shape[inputs]), Zeros(weight.shape[outputs], rank), scale);
    }

    /// <param name="x">What the layer was given, [..., in].</param>
    /// <param name="y">What it gives by itself, [..., out].</param>
    public Tensor Add(Tensor x, Tensor y) => IsOn ? y + functional.linear(functional.linear(x, a) * scale, b) : y;

    /// <summary>The layer's weight with the adapter in it, laid out as the layer's own; the caller's.</summary>
    public Tensor Merged()
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var delta = b.matmul(a) * scale;                                                        // [out, in]
        return (map.Weight + (map.IsInputsFirst ? delta.t() : delta)).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        a.Dispose();
        b.Dispose();
    }
}
