using System.Numerics.Tensors;
using AlwaysOnPolicy.Models.Runtime;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Architectures;

/// <summary>An MLP's activation, and the gate, on rows in plain memory.</summary>
internal static class RowActivation
{
    private static readonly Dictionary<string, Action<Span<float>>> s_own = new(StringComparer.Ordinal)
    {
        ["silu"] = Silu,
        ["swish"] = Silu,
        ["relu"] = x => TensorPrimitives.Max(x, 0f, x),
        ["gelu_new"] = TanhGelu,
        ["gelu_pytorch_tanh"] = TanhGelu,
    };

    [ThreadStatic]
    private static float[]? t_scratch;

    /// <param name="inner">[rows, width], or [rows, 2 · width] with the gate first; the result is in the first columns.</param>
    public static void Run(DecodingMlp mlp, RowBuffer inner, int rows, int width, int threads)
    {
        var own = s_own.GetValueOrDefault(mlp.Activation);
        if (own is null)
        {
            using var scope = NewDisposeScope();
            using var inference = inference_mode();
            var x = inner.Rows(rows, 0, width);
            x.copy_(Activations.Apply(mlp.Activation, x));
        }
        SideBySide.Run(rows, (long)rows * width < 20_000 ? 1 : threads, r =>
        {
            var row = inner.Row(r)[..width];
            own?.Invoke(row);
            if (mlp.IsGated) TensorPrimitives.Multiply(row, inner.Row(r).Slice(width, width), row);
        });
    }

    private static Span<float> Scratch(int length)
    {
        if (t_scratch is null || t_scratch.Length < length) t_scratch = new float[length];
        return t_scratch.AsSpan(0, length);
    }

    private static void Silu(Span<float> x)
    {
        var sigmoid = Scratch(x.Length);
        TensorPrimitives.Sigmoid(x, sigmoid);
        TensorPrimitives.Multiply(x, sigmoid, x);
    }

    /// <summary>½x·(1 + tanh(√(2/π)·(x + 0.044715·x³))).</summary>
    private static void TanhGelu(Span<float> x)
    {
        var t = Scratch(x.Length);
        TensorPrimitives.Multiply<float>(x, x, t);
        TensorPrimitives.Multiply(t, 0.044715f, t);
        TensorPrimitives.Add(t, 1, t);
        TensorPrimitives.Multiply(t, x, t);
        TensorPrimitives.Multiply(t, MathF.Sqrt(2 / MathF.PI), t);
        TensorPrimitives.Tanh<float>(t, t);
        TensorPrimitives.Add(t, 1, t);
        TensorPrimitives.Multiply(t, x, x);
        TensorPrimitives.Multiply(x, 0.5f, x);
    }
}
