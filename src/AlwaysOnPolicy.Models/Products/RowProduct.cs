using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using AlwaysOnPolicy.Models.Runtime;

namespace AlwaysOnPolicy.Models.Products;

/// <summary>A weight, and where its products with rows go.</summary>
/// <param name="Weight">Address of the first number of [in, out] or [out, in], in one piece.</param>
/// <param name="IsHalf">bfloat16, else float32.</param>
/// <param name="IsInputsFirst">[in, out].</param>
/// <param name="Bias">Address of [out] float32; 0 is none.</param>
/// <param name="Into">Address of the first row's results.</param>
internal readonly record struct RowWeight(nint Weight, bool IsHalf, bool IsInputsFirst, int Inputs, int Outputs, nint Bias, nint Into);

/// <summary>Products of few rows with large weights, which are read once, where they lie.</summary>
/// <remarks>A number of the result is summed in the same order whatever the other rows are, however many, and however many threads.</remarks>
internal static unsafe class RowProduct
{
    // What a thread takes at a time, and how many rows it keeps beside it in its second-level cache.
    private const int Columns = 64, RowBlock = 96, DepthBlock = 64;

    // Below this many multiplications a second thread costs more than it gains.
    private const double LeastOfThread = 4e5;

    /// <summary>Whether this processor has the vectors that make it fast.</summary>
    public static bool IsFast => Vector512.IsHardwareAccelerated;

    /// <summary>Each into = x · weight + bias.</summary>
    /// <param name="x">[rows, in] float32.</param>
    /// <param name="xStep">Numbers from one row to the next.</param>
    /// <param name="intoStep">Numbers from one row of results to the next.</param>
    /// <param name="threads">At most these.</param>
    public static void Multiply(float* x, nint xStep, int rows, ReadOnlySpan<RowWeight> weights, nint intoStep, int threads)
    {
        var work = 0.0;
        foreach (var w in weights) work += (double)rows * w.Inputs * w.Outputs;
        var most = (int)Math.Min(threads, 1 + (work / LeastOfThread));
        if (most > 1)
        {
            Divided((nint)x, xStep, rows, weights.ToArray(), intoStep, most);
            return;
        }
        foreach (var w in weights)
            for (var from = 0; from < w.Outputs; from += Columns) Part(x, xStep, rows, w, from, Math.Min(Columns, w.Outputs - from), intoStep);
    }

    // Apart, because what a lambda captures is made at a method's beginning.
    private static void Divided(nint x, nint xStep, int rows, RowWeight[] weights, nint intoStep, int threads)
    {
        var ends = new int[weights.Length];
        for (var i = 0; i < ends.Length; i++) ends[i] = (i == 0 ? 0 : ends[i - 1]) + ((weights[i].Outputs + Columns - 1) / Columns);
        SideBySide.Run(ends[^1], threads, unit =>
        {
            var i = 0;
            while (ends[i] <= unit) i++;
            var from = (unit - (i == 0 ? 0 : ends[i - 1])) * Columns;
            Part((float*)x, xStep, rows, weights[i], from, Math.Min(Columns, weights[i].Outputs - from), intoStep);
        });
    }

    private static void Part(float* x, nint xStep, int rows, in RowWeight w, int from, int count, nint intoStep)
    {
        for (var row = 0; row < rows; row += RowBlock)
        {
            float* block = x + (row * xStep), into = (float*)w.Into + (row * intoStep) + from;
            var height = Math.Min(RowBlock, rows - row);
            if (w.IsInputsFirst)
            {
                if (w.IsHalf) Strip<Bfloat16Numbers>(block, xStep, height, w, from, count, into, intoStep);
                else Strip<Float32Numbers>(block, xStep, height, w, from, count, into, intoStep);
            }
            else if (w.IsHalf) Dots<Bfloat16Numbers>(block, xStep, height, w, from, count, into, intoStep);
            else Dots<Float32Numbers>(block, xStep, height, w, from, count, into, intoStep);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Dots<T>(float* x, nint xStep, int rows, in RowWeight w, int from, int count, float* into, nint intoStep) where T : INumbers
    {
        var sums = stackalloc float[DotTile.Size * DotTile.Size];
        nint wStep = w.Inputs * T.Bytes;
        for (var column = 0; column < count; column += DotTile.Size)
        {
            var at = (byte*)w.Weight + ((from + column) * wStep);
            var columns = Math.Min(DotTile.Size, count - column);
            var ahead = from + column + (2 * DotTile.Size) <= w.Outputs ? DotTile.Size * wStep : 0;
            for (var row = 0; row < rows; row += DotTile.Size)
            {
                var height = Math.Min(DotTile.Size, rows - row);
                // Of fewer rows or columns the first stands for those that are missing.
                if (height == DotTile.Size && columns == DotTile.Size)
                    DotTile.Run<T>(x + (row * xStep), xStep, at, wStep, w.Inputs, row == 0 ? ahead : 0, sums);
                else Edge<T>(x + (row * xStep), xStep, height, at, wStep, columns, w.Inputs, row == 0 ? ahead : 0, sums);
                for (var r = 0; r < height; r++)
                    for (var c = 0; c < columns; c++)
                        into[((row + r) * intoStep) + column + c] = sums[(r * DotTile.Size) + c] + (w.Bias == 0 ? 0 : ((float*)w.Bias)[from + column + c]);
            }
        }
    }

    /// <summary>A tile of which some rows or columns are missing: one row, or one column, at a time.</summary>
    private static void Edge<T>(
        float* x, nint xStep, int rows, byte* w, nint wStep, int columns, int depth, nint ahead, float* sums) where T : INumbers
    {
        var part = stackalloc float[DotTile.Size * DotTile.Size];
        if (columns == DotTile.Size)
        {
            for (var r = 0; r < rows; r++, ahead = 0)
            {
                DotTile.Run<T>(x + (r * xStep), 0, w, wStep, depth, ahead, part);
                new Span<float>(part, DotTile.Size).CopyTo(new(sums + (r * DotTile.Size), DotTile.Size));
            }
            return;
        }
        for (var r = 0; r < rows; r++)
            for (var c = 0; c < columns; c++)
            {
                DotTile.Run<T>(x + (r * xStep), 0, w + (c * wStep), 0, depth, 0, part);
                sums[(r * DotTile.Size) + c] = part[0];
            }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Strip<T>(float* x, nint xStep, int rows, in RowWeight w, int from, int count, float* into, nint intoStep) where T : INumbers
    {
        for (var r = 0; r < rows; r++)
        {
            Span<float> row = new(into + (r * intoStep), count);
            if (w.Bias == 0) row.Clear();
            else new ReadOnlySpan<float>((float*)w.Bias + from, count).CopyTo(row);
        }
        nint wStep = w.Outputs * T.Bytes;
        for (var k = 0; k < w.Inputs; k += DepthBlock)
        {
            var at = (byte*)w.Weight + (k * wStep) + (from * (nint)T.Bytes);
            var depth = Math.Min(DepthBlock, w.Inputs - k);
            var ahead = k + (2 * DepthBlock) <= w.Inputs ? DepthBlock * wStep : 0;
            for (var row = 0; row < rows; row += StripTile.Rows)
            {
                var height = Math.Min(StripTile.Rows, rows - row);
                if (height == StripTile.Rows && count == StripTile.Columns)
                    StripTile.Run<T>(x + (row * xStep) + k, xStep, at, wStep, depth, row == 0 ? ahead : 0, into + (row * intoStep), intoStep);
                else StripEdge<T>(x + (row * xStep) + k, xStep, height, at, wStep, count, depth, into + (row * intoStep), intoStep);
            }
        }
    }

    private static void StripEdge<T>(
        float* x, nint xStep, int rows, byte* w, nint wStep, int columns, int depth, float* into, nint intoStep) where T : INumbers
    {
        for (var r = 0; r < rows; r++)
        {
            float* own = x + (r * xStep), to = into + (r * intoStep);
            var c = 0;
            for (; c <= columns - 16; c += 16)
            {
                var sum = Vector512.Load(to + c);
                for (var k = 0; k < depth; k++) sum = Vector512.FusedMultiplyAdd(Vector512.Create(own[k]), T.Load(w + (k * wStep) + (c * (nint)T.Bytes)), sum);
                sum.Store(to + c);
            }
            for (; c < columns; c++)
                for (var k = 0; k < depth; k++) to[c] = MathF.FusedMultiplyAdd(own[k], T.Read(w + (k * wStep) + (c * (nint)T.Bytes)), to[c]);
        }
    }
}
