using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AlwaysOnPolicy.Models.Products;

/// <summary>What is done to a row of numbers besides products. A result depends on the numbers, and not on where they lie in memory.</summary>
internal static unsafe class VectorRow
{
    /// <summary>Each becomes exp(number − max).</summary>
    /// <returns>Their sum.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float ExpSum(Span<float> row, float max)
    {
        var (sums, least) = (Vector512<float>.Zero, Vector512.Create(max));
        var i = 0;
        fixed (float* at = row)
        {
            for (; i <= row.Length - 16; i += 16)
            {
                var e = Vector512.Exp(Vector512.Load(at + i) - least);
                e.Store(at + i);
                sums += e;
            }
        }
        var sum = Vector512.Sum(sums);
        for (; i < row.Length; i++) sum += row[i] = MathF.Exp(row[i] - max);
        return sum;
    }

    public static float Sum(ReadOnlySpan<float> row)
    {
        var sums = Vector512<float>.Zero;
        var i = 0;
        for (; i <= row.Length - 16; i += 16) sums += Vector512.Create(row.Slice(i, 16));
        var sum = Vector512.Sum(sums);
        for (; i < row.Length; i++) sum += row[i];
        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float SquareSum(ReadOnlySpan<float> row, float less = 0)
    {
        var (sums, mean) = (Vector512<float>.Zero, Vector512.Create(less));
        var i = 0;
        for (; i <= row.Length - 16; i += 16)
        {
            var x = Vector512.Create(row.Slice(i, 16)) - mean;
            sums = Vector512.FusedMultiplyAdd(x, x, sums);
        }
        var sum = Vector512.Sum(sums);
        for (; i < row.Length; i++) sum += (row[i] - less) * (row[i] - less);
        return sum;
    }

    /// <summary>into = x / √(mean of squares + ε) · weight.</summary>
    public static void RootMeanSquare(ReadOnlySpan<float> x, ReadOnlySpan<float> weight, float epsilon, Span<float> into)
    {
        TensorPrimitives.Multiply(x, 1 / MathF.Sqrt((SquareSum(x) / x.Length) + epsilon), into);
        TensorPrimitives.Multiply(into, weight, into);
    }

    /// <summary>into = (x − mean) / √(variance + ε) · weight + bias.</summary>
    /// <param name="bias">Empty is none.</param>
    public static void Centre(ReadOnlySpan<float> x, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, float epsilon, Span<float> into)
    {
        var mean = Sum(x) / x.Length;
        TensorPrimitives.Subtract(x, mean, into);
        TensorPrimitives.Multiply(into, 1 / MathF.Sqrt((SquareSum(x, mean) / x.Length) + epsilon), into);
        TensorPrimitives.Multiply(into, weight, into);
        if (!bias.IsEmpty) TensorPrimitives.Add(into, bias, into);
    }

    /// <summary>Turns the first places of a head by their position: the two halves against each other.</summary>
    /// <param name="cos">One for each pair.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Turn(Span<float> head, ReadOnlySpan<float> cos, ReadOnlySpan<float> sin)
    {
        var half = cos.Length;
        Span<float> left = head[..half], right = head.Slice(half, half);
        var i = 0;
        for (; i <= half - 16; i += 16)
        {
            Vector512<float> a = Vector512.Create<float>(left.Slice(i, 16)), b = Vector512.Create<float>(right.Slice(i, 16));
            Vector512<float> c = Vector512.Create(cos.Slice(i, 16)), s = Vector512.Create(sin.Slice(i, 16));
            ((a * c) - (b * s)).CopyTo(left[i..]);
            ((b * c) + (a * s)).CopyTo(right[i..]);
        }
        for (; i < half; i++)
        {
            var (a, b) = (left[i], right[i]);
            left[i] = (a * cos[i]) - (b * sin[i]);
            right[i] = (b * cos[i]) + (a * sin[i]);
        }
    }
}
