using AlwaysOnPolicy.Models.Products;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Architectures;

/// <summary>A norm's numbers, read out to be applied to rows in plain memory.</summary>
/// <param name="Weight">[size], or [heads · size] where each head has its own.</param>
internal sealed record RowNorm(NormKind Kind, float[] Weight, float[]? Bias, float Epsilon)
{
    public static RowNorm Of(NormKind kind, Parameter weight, Parameter? bias, double epsilon)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var numbers = weight.to(ScalarType.Float32);
        if (kind == NormKind.RmsFromOne) numbers = numbers + 1;
        return new(kind, numbers.data<float>().ToArray(), bias?.to(ScalarType.Float32).data<float>().ToArray(), (float)epsilon);
    }

    /// <param name="x">[size].</param>
    /// <param name="part">Which of several weights, as the head's number.</param>
    public void Run(ReadOnlySpan<float> x, Span<float> into, int part = 0)
    {
        var weight = Weight.AsSpan(part * x.Length, x.Length);
        if (Kind == NormKind.Layer) VectorRow.Centre(x, weight, Bias, Epsilon, into);
        else VectorRow.RootMeanSquare(x, weight, Epsilon, into);
    }
}
