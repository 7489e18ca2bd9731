using System.Numerics;
using System.Runtime.CompilerServices;

namespace AlwaysOnPolicy.Prompts.Clustering;

/// <summary>Scalar products of many rows with many others, to the last bit those of <see cref="Vectors.Dot"/>.</summary>
/// <remarks>A tile of 3 × 3 products is summed at once: a number that was read serves three of them, and their additions need not wait for one
/// another.</remarks>
internal static class DotTiles
{
    private const int Tile = 3;

    /// <param name="into">[left, right].</param>
    /// <exception cref="ArgumentException">The rows' lengths differ.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply<T>(ReadOnlySpan<T[]> left, ReadOnlySpan<T[]> right, Span<T> into) where T : struct, INumber<T>
    {
        int wholeLeft = left.Length / Tile * Tile, wholeRight = right.Length / Tile * Tile;
        for (var l = 0; l < wholeLeft; l += Tile)
            for (var r = 0; r < wholeRight; r += Tile)
                Run(left.Slice(l, Tile), right.Slice(r, Tile), into[((l * right.Length) + r)..], right.Length);
        for (var l = 0; l < left.Length; l++)
            for (var r = l < wholeLeft ? wholeRight : 0; r < right.Length; r++) into[(l * right.Length) + r] = Vectors.Dot<T>(left[l], right[r]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<T>(ReadOnlySpan<T[]> left, ReadOnlySpan<T[]> right, Span<T> into, int step) where T : struct, INumber<T>
    {
        ReadOnlySpan<T> a = left[0], b = left[1], c = left[2], x = right[0], y = right[1], z = right[2];
        if (b.Length != a.Length || c.Length != a.Length || x.Length != a.Length || y.Length != a.Length || z.Length != a.Length)
            throw new ArgumentException("Rows of different lengths.", nameof(right));
        Vector<T> ax = default, ay = default, az = default, bx = default, by = default, bz = default, cx = default, cy = default, cz = default;
        for (var i = 0; i <= a.Length - Vector<T>.Count; i += Vector<T>.Count)
        {
            Vector<T> u = Vectors.At(x, i), v = Vectors.At(y, i), w = Vectors.At(z, i);
            var row = Vectors.At(a, i);
            ax += row * u;
            ay += row * v;
            az += row * w;
            row = Vectors.At(b, i);
            bx += row * u;
            by += row * v;
            bz += row * w;
            row = Vectors.At(c, i);
            cx += row * u;
            cy += row * v;
            cz += row * w;
        }
        (into[0], into[1], into[2]) = (Vectors.Total(ax, a, x), Vectors.Total(ay, a, y), Vectors.Total(az, a, z));
        into = into[step..];
        (into[0], into[1], into[2]) = (Vectors.Total(bx, b, x), Vectors.Total(by, b, y), Vectors.Total(bz, b, z));
        into = into[step..];
        (into[0], into[1], into[2]) = (Vectors.Total(cx, c, x), Vectors.Total(cy, c, y), Vectors.Total(cz, c, z));
    }
}
