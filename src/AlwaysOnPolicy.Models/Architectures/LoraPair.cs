using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace AlwaysOnPolicy.Models.Architectures;

/// <summary>What LoRA adds to one layer: scale · B·A·x; with DoRA (Liu et al. 2024) each output's row of the sum is then brought to a trained length.</summary>
internal sealed class LoraPair : IDisposable
{
    private readonly double _scale;

    private LoraPair(ILinearMap map, Parameter a, Parameter b, double scale, Parameter? magnitude) =>
        (Map, A, B, _scale, Magnitude) = (map, a, b, scale, magnitude);

    public ILinearMap Map { get; }

    /// <summary>[rank, in].</summary>
    public Parameter A { get; }

    /// <summary>[out, rank].</summary>
    public Parameter B { get; }

    /// <summary>What B·A·x is multiplied by.</summary>
    public double Scale => _scale;

    /// <summary>DoRA's lengths, [out]; null without it.</summary>
    public Parameter? Magnitude { get; }

    /// <summary>Off, the layer is what it was without the adapter, bit for bit.</summary>
    public bool IsOn { get; set; } = true;

    /// <summary>Its parameters by PEFT's names.</summary>
    public IEnumerable<(string Name, Parameter Value)> Parameters
    {
        get
        {
            yield return (Map.IsLookup ? "lora_embedding_A" : "lora_A.weight", A);
            yield return (Map.IsLookup ? "lora_embedding_B" : "lora_B.weight", B);
            if (Magnitude is not null) yield return ("lora_magnitude_vector", Magnitude);
        }
    }

    /// <summary>A pair for a layer, both matrices 0; it outlives the dispose scope in which it is made.</summary>
    public static LoraPair New(ILinearMap map, int rank, double scale, bool hasMagnitude = false)
    {
        using var noGrad = no_grad();
        var (weight, outputs, inputs) = (map.Weight, map.IsInputsFirst ? 1 : 0, map.IsInputsFirst ? 0 : 1);
        var magnitude = hasMagnitude ? Kept(Parameter(weight.norm(inputs))) : null;
        return new LoraPair(map, Kept(Parameter(zeros(rank, weight.shape[inputs], weight.dtype))),
            Kept(Parameter(zeros(weight.shape[outputs], rank, weight.dtype))), scale, magnitude);

        static Parameter Kept(Parameter made)
        {
            made.DetachFromDisposeScope();
            return made;
        }
    }

    /// <param name="x">What the layer was given: [..., in], or the numbers of rows to look up.</param>
    /// <param name="y">What it gives by itself, [..., out].</param>
    public Tensor Add(Tensor x, Tensor y)
    {
        if (!IsOn) return y;
        var low = Map.IsLookup ? A.index_select(1, x.reshape(-1)).t().view([.. x.shape, A.shape[0]]) : functional.linear(x, A);   // [..., rank]
        var added = functional.linear(low * _scale, B);
        if (Magnitude is null) return y + added;
        var gain = Magnitude / Lengths();                                                       // the lengths get no gradient: section 4.3 of the paper
        return y + ((gain - 1) * (Map.Bias is null ? y : y - Map.Bias)) + (gain * added);
    }

    /// <summary>What DoRA multiplies each output by, [out]; null without it.</summary>
    public float[]? Gains()
    {
        if (Magnitude is null) return null;
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        return (Magnitude / Lengths()).to(ScalarType.Float32).data<float>().ToArray();
    }

    /// <summary>The layer's weight with the adapter in it, laid out as the layer's own; the caller's.</summary>
    public Tensor Merged()
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var sum = Sum();
        if (Magnitude is not null) sum = sum * (Magnitude / Lengths()).unsqueeze(Map.IsInputsFirst ? 0 : 1);
        return sum.MoveToOuterDisposeScope();
    }

    private Tensor Sum()
    {
        var delta = B.matmul(A) * _scale;                                                       // [out, in]
        return Map.Weight + (Map.IsInputsFirst ? delta.t() : delta);
    }

    /// <summary>Of each output's row of the sum, [out].</summary>
    private Tensor Lengths()
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        return Sum().norm(Map.IsInputsFirst ? 0 : 1).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        foreach (var (_, parameter) in Parameters) parameter.Dispose();
    }
}
