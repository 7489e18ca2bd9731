using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AlwaysOnPolicy.Prompts.Clustering;

/// <summary>Centres side by side, so that a row is compared with several at once.</summary>
internal sealed class CentrePanel
{
    // Vectors of centres whose sums stay in registers.
    private const int Together = 4;

    private static readonly int s_width = Vector<double>.Count * Together;
    private readonly double[] _numbers;   // [block, D, width]
    private readonly int _centres, _dimensions;

    public CentrePanel(double[][] centres)
    {
        (_centres, _dimensions) = (centres.Length, centres[0].Length);
        var blocks = (_centres + s_width - 1) / s_width;
        _numbers = new double[blocks * _dimensions * s_width];

        // Nothing is near to what fills up the last block.
        Array.Fill(_numbers, double.PositiveInfinity);
        for (var k = 0; k < _centres; k++)
            for (var j = 0; j < _dimensions; j++) _numbers[(((k / s_width * _dimensions) + j) * s_width) + (k % s_width)] = centres[k][j];
    }

    /// <summary>The nearest centre, the first of equally near ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Nearest(double[] row)
    {
        var (nearest, smallest) = (0, double.PositiveInfinity);
        Span<double> distances = stackalloc double[s_width];
        for (var from = 0; from < _centres; from += s_width)
        {
            Distances(row, _numbers.AsSpan(from * _dimensions, _dimensions * s_width), distances);
            for (var k = 0; k < s_width; k++)
                if (distances[k] < smallest) (nearest, smallest) = (from + k, distances[k]);
        }
        return nearest;
    }

    /// <summary>Squared; the terms of each are added in the order of the dimensions.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Distances(double[] row, ReadOnlySpan<double> block, Span<double> into)
    {
        Vector<double> a = default, b = default, c = default, d = default;
        ref var numbers = ref MemoryMarshal.GetReference(block);
        var (at, step) = ((nuint)0, (nuint)Vector<double>.Count);
        foreach (var x in row)
        {
            var value = new Vector<double>(x);
            var (p, q) = (value - Vector.LoadUnsafe(ref numbers, at), value - Vector.LoadUnsafe(ref numbers, at + step));
            var (r, s) = (value - Vector.LoadUnsafe(ref numbers, at + (2 * step)), value - Vector.LoadUnsafe(ref numbers, at + (3 * step)));
            a += p * p;
            b += q * q;
            c += r * r;
            d += s * s;
            at += 4 * step;
        }
        a.CopyTo(into);
        b.CopyTo(into[Vector<double>.Count..]);
        c.CopyTo(into[(2 * Vector<double>.Count)..]);
        d.CopyTo(into[(3 * Vector<double>.Count)..]);
    }
}
