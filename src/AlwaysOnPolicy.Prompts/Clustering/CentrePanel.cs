using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AlwaysOnPolicy.Prompts.Clustering;

/// <summary>Centres side by side, so that a row is compared with several at once.</summary>
internal sealed class CentrePanel
{
    // Vectors of centres whose sums stay in registers.
    private const int Together = 2;

    private static readonly int s_width = Vector512<double>.Count * Together;
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
    public int Nearest(double[] row) => NearestTwo(row).Nearest;

    /// <summary>The nearest centre, and how far it and the next one are, squared; the next is infinitely far where there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public (int Nearest, double Distance, double Next) NearestTwo(double[] row)
    {
        if (row.Length != _dimensions) throw new ArgumentException($"A row of {row.Length} numbers; the centres have {_dimensions}.", nameof(row));
        var (nearest, smallest, next) = (0, double.PositiveInfinity, double.PositiveInfinity);
        Span<double> distances = stackalloc double[s_width];
        for (var from = 0; from < _centres; from += s_width)
        {
            Distances(row, ref _numbers[from * _dimensions], ref distances[0]);
            for (var k = 0; k < s_width; k++)
            {
                if (distances[k] < smallest) (nearest, smallest, next) = (from + k, distances[k], smallest);
                else if (distances[k] < next) next = distances[k];
            }
        }
        return (nearest, smallest, next);
    }

    /// <summary>Squared; the terms of each are added in the order of the dimensions.</summary>
    /// <param name="block">[D, width].</param>
    /// <param name="into">[width].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Distances(double[] row, ref double block, ref double into)
    {
        Vector512<double> low = default, high = default;
        var (at, step) = ((nuint)0, (nuint)Vector512<double>.Count);
        foreach (var x in row)
        {
            var value = Vector512.Create(x);
            var (p, q) = (value - Vector512.LoadUnsafe(ref block, at), value - Vector512.LoadUnsafe(ref block, at + step));
            low = Vector512.FusedMultiplyAdd(p, p, low);
            high = Vector512.FusedMultiplyAdd(q, q, high);
            at += 2 * step;
        }
        low.StoreUnsafe(ref into);
        high.StoreUnsafe(ref into, step);
    }
}
