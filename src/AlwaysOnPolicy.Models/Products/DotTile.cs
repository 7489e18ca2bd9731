using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace AlwaysOnPolicy.Models.Products;

/// <summary>16 scalar products, of 4 rows and 4 rows of a weight, whose sums stay in registers.</summary>
internal static unsafe class DotTile
{
    public const int Size = 4;

    /// <param name="x">The first of 4 rows of float32.</param>
    /// <param name="xStep">Numbers from one to the next; 0 takes the first again.</param>
    /// <param name="w">The first of 4 rows of a weight.</param>
    /// <param name="wStep">Bytes from one to the next; 0 takes the first again.</param>
    /// <param name="ahead">Bytes to what is wanted next from memory; 0 asks for nothing.</param>
    /// <param name="to">Receives the products [4, 4], those of a row of <paramref name="x"/> together.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<T>(float* x, nint xStep, byte* w, nint wStep, int depth, nint ahead, float* to) where T : INumbers
    {
        Vector512<float> a0 = default, a1 = default, a2 = default, a3 = default, b0 = default, b1 = default, b2 = default, b3 = default;
        Vector512<float> c0 = default, c1 = default, c2 = default, c3 = default, d0 = default, d1 = default, d2 = default, d3 = default;
        float* xa = x, xb = x + xStep, xc = xb + xStep, xd = xc + xStep;
        byte* w0 = w, w1 = w + wStep, w2 = w1 + wStep, w3 = w2 + wStep;
        var k = 0;
        for (; k <= depth - 16; k += 16)
        {
            if (ahead != 0 && Sse.IsSupported)
            {
                Sse.Prefetch0(w0 + ahead);
                Sse.Prefetch0(w1 + ahead);
                Sse.Prefetch0(w2 + ahead);
                Sse.Prefetch0(w3 + ahead);
            }
            Vector512<float> v0 = T.Load(w0), v1 = T.Load(w1), v2 = T.Load(w2), v3 = T.Load(w3);
            var row = Vector512.Load(xa + k);
            (a0, a1) = (Vector512.FusedMultiplyAdd(row, v0, a0), Vector512.FusedMultiplyAdd(row, v1, a1));
            (a2, a3) = (Vector512.FusedMultiplyAdd(row, v2, a2), Vector512.FusedMultiplyAdd(row, v3, a3));
            row = Vector512.Load(xb + k);
            (b0, b1) = (Vector512.FusedMultiplyAdd(row, v0, b0), Vector512.FusedMultiplyAdd(row, v1, b1));
            (b2, b3) = (Vector512.FusedMultiplyAdd(row, v2, b2), Vector512.FusedMultiplyAdd(row, v3, b3));
            row = Vector512.Load(xc + k);
            (c0, c1) = (Vector512.FusedMultiplyAdd(row, v0, c0), Vector512.FusedMultiplyAdd(row, v1, c1));
            (c2, c3) = (Vector512.FusedMultiplyAdd(row, v2, c2), Vector512.FusedMultiplyAdd(row, v3, c3));
            row = Vector512.Load(xd + k);
            (d0, d1) = (Vector512.FusedMultiplyAdd(row, v0, d0), Vector512.FusedMultiplyAdd(row, v1, d1));
            (d2, d3) = (Vector512.FusedMultiplyAdd(row, v2, d2), Vector512.FusedMultiplyAdd(row, v3, d3));
            var step = 16 * T.Bytes;
            w0 += step;
            w1 += step;
            w2 += step;
            w3 += step;
        }
        Joined(Sums(a0, a1, a2, a3), Sums(b0, b1, b2, b3), Sums(c0, c1, c2, c3), Sums(d0, d1, d2, d3)).Store(to);
        for (; k < depth; k++)
            for (var r = 0; r < Size; r++)
                for (var c = 0; c < Size; c++) to[(r * Size) + c] += x[(r * xStep) + k] * T.Read(w + (c * wStep) + ((nint)k * T.Bytes));
    }

    /// <summary>In each quarter, the sums over the quarters of the four.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Sums(Vector512<float> x0, Vector512<float> x1, Vector512<float> x2, Vector512<float> x3)
    {
        if (!Avx512F.IsSupported) return Quarters(Vector128.Create(Sum(x0), Sum(x1), Sum(x2), Sum(x3)), default, default, default);
        var (left, right) = (Avx512F.UnpackLow(x0, x1) + Avx512F.UnpackHigh(x0, x1), Avx512F.UnpackLow(x2, x3) + Avx512F.UnpackHigh(x2, x3));
        return Avx512F.Shuffle(left, right, 0b01_00_01_00) + Avx512F.Shuffle(left, right, 0b11_10_11_10);
    }

    /// <summary>The quarters of each, added up.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Joined(Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d)
    {
        if (!Avx512F.IsSupported) return Quarters(a.GetLower().GetLower(), b.GetLower().GetLower(), c.GetLower().GetLower(), d.GetLower().GetLower());
        var left = Avx512F.Shuffle4x128(a, b, 0b01_00_01_00) + Avx512F.Shuffle4x128(a, b, 0b11_10_11_10);
        var right = Avx512F.Shuffle4x128(c, d, 0b01_00_01_00) + Avx512F.Shuffle4x128(c, d, 0b11_10_11_10);
        return Avx512F.Shuffle4x128(left, right, 0b10_00_10_00) + Avx512F.Shuffle4x128(left, right, 0b11_01_11_01);
    }

    private static Vector512<float> Quarters(Vector128<float> a, Vector128<float> b, Vector128<float> c, Vector128<float> d) =>
        Vector512.Create(Vector256.Create(a, b), Vector256.Create(c, d));

    private static float Sum(Vector512<float> x) => Vector512.Sum(x);
}
