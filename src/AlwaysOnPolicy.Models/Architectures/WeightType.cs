using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Architectures;

/// <summary>How the modules made on this thread allocate their weights: float32 and 0 unless a scope is open.</summary>
/// <remarks>A 7B model must not exist in float32 first, nor be written with zeros before its weights are read into it. torch's own default type will not
/// do: it is one for all threads.</remarks>
internal static class WeightType
{
    [ThreadStatic] private static ScalarType? s_current;
    [ThreadStatic] private static ScalarType? s_matrices;
    [ThreadStatic] private static bool s_isUnfilled;

    public static ScalarType Current => s_current ?? ScalarType.Float32;

    public static IDisposable Set(ScalarType type)
    {
        var before = s_current;
        s_current = type;
        return new Scope(() => s_current = before);
    }

    /// <summary>Until the result is disposed of, the matrices of linear layers are of another type than the rest, the head's excepted.</summary>
    public static IDisposable SetMatrices(ComputeType type)
    {
        var before = s_matrices;
        if (type == ComputeType.Bfloat16) s_matrices = ScalarType.BFloat16;
        return new Scope(() => s_matrices = before);
    }

    /// <summary>Until the result is disposed of, large weights hold whatever memory holds: for a network into which every weight is read, or none is.</summary>
    public static IDisposable Unfilled()
    {
        var before = s_isUnfilled;
        s_isUnfilled = true;
        return new Scope(() => s_isUnfilled = before);
    }

    /// <summary>A weight of the current type.</summary>
    public static Tensor New(params long[] shape) => New(shape, Current);

    /// <summary>A weight of the type of matrices.</summary>
    public static Tensor NewMatrix(params long[] shape) => New(shape, s_matrices ?? Current);

    private static Tensor New(long[] shape, ScalarType type) => s_isUnfilled ? empty(shape, type) : zeros(shape, type);

    private sealed class Scope(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
