using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace AlwaysOnPolicy.Models.Products;

/// <summary>Scalar products of 4 rows, or one, and 4 rows of a weight, whose sums stay in registers.</summary>
/// <remarks>A product is summed in the same order in either. For a weight of bfloat16 the rows are laid by <see cref="Bfloat16Numbers.Lay"/>.</remarks>
internal static unsafe class DotTile
{
    public const int Size = 4, Block = 32;

    /// <summary>Memory that is wanted next: asked for beside the products, some with each block.</summary>
    /// <param name="At">Of the first row of a weight.</param>
    /// <param name="Rows">How many rows; 0 asks for nothing.</param>
    public readonly record struct Wanted(nint At, int Rows);

    /// <param name="x">The first of 4 rows of float32.</param>
    /// <param name="xStep">Numbers from one to the next.</param>
    /// <param name="w">The first of 4 rows of a weight.</param>
    /// <param name="wStep">Bytes from one to the next; 0 takes the first again.</param>
    /// <param name="to">Receives the products [4, 4], those of a row of <paramref name="x"/> together.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<T>(float* x, nint xStep, byte* w, nint wStep, int depth, Wanted wanted, float* to) where T : INumbers
    {
        Vector512<float> a0 = default, a1 = default, a2 = default, a3 = default, b0 = default, b1 = default, b2 = default, b3 = default;
        Vector512<float> c0 = default, c1 = default, c2 = default, c3 = default, d0 = default, d1 = default, d2 = default, d3 = default;
        float* xa = x, xb = x + xStep, xc = xb + xStep, xd = xc + xStep;
        byte* w0 = w, w1 = w + wStep, w2 = w1 + wStep, w3 = w2 + wStep, next = (byte*)wanted.At;
        var k = 0;
        for (; k <= depth - Block; k += Block)
        {
            Ask<T>(next, wanted.Rows, wStep);
            next += Block * T.Bytes;
            Vector512<float> v0 = T.LoadFirst(w0), v1 = T.LoadFirst(w1), v2 = T.LoadFirst(w2), v3 = T.LoadFirst(w3);
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
            (v0, v1, v2, v3) = (T.LoadSecond(w0), T.LoadSecond(w1), T.LoadSecond(w2), T.LoadSecond(w3));
            row = Vector512.Load(xa + k + 16);
            (a0, a1) = (Vector512.FusedMultiplyAdd(row, v0, a0), Vector512.FusedMultiplyAdd(row, v1, a1));
            (a2, a3) = (Vector512.FusedMultiplyAdd(row, v2, a2), Vector512.FusedMultiplyAdd(row, v3, a3));
            row = Vector512.Load(xb + k + 16);
            (b0, b1) = (Vector512.FusedMultiplyAdd(row, v0, b0), Vector512.FusedMultiplyAdd(row, v1, b1));
            (b2, b3) = (Vector512.FusedMultiplyAdd(row, v2, b2), Vector512.FusedMultiplyAdd(row, v3, b3));
            row = Vector512.Load(xc + k + 16);
            (c0, c1) = (Vector512.FusedMultiplyAdd(row, v0, c0), Vector512.FusedMultiplyAdd(row, v1, c1));
            (c2, c3) = (Vector512.FusedMultiplyAdd(row, v2, c2), Vector512.FusedMultiplyAdd(row, v3, c3));
            row = Vector512.Load(xd + k + 16);
            (d0, d1) = (Vector512.FusedMultiplyAdd(row, v0, d0), Vector512.FusedMultiplyAdd(row, v1, d1));
            (d2, d3) = (Vector512.FusedMultiplyAdd(row, v2, d2), Vector512.FusedMultiplyAdd(row, v3, d3));
            w0 += Block * T.Bytes;
            w1 += Block * T.Bytes;
            w2 += Block * T.Bytes;
            w3 += Block * T.Bytes;
        }
        Joined(Sums(a0, a1, a2, a3), Sums(b0, b1, b2, b3), Sums(c0, c1, c2, c3), Sums(d0, d1, d2, d3)).Store(to);
        for (var r = 0; r < Size && k < depth; r++) Rest<T>(x + (r * xStep) + k, w0, wStep, depth - k, to + (r * Size));
    }

    /// <summary>Of one row.</summary>
    /// <param name="to">Receives the products [4].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void RunOne<T>(float* x, byte* w, nint wStep, int depth, Wanted wanted, float* to) where T : INumbers
    {
        Vector512<float> a0 = default, a1 = default, a2 = default, a3 = default;
        byte* w0 = w, w1 = w + wStep, w2 = w1 + wStep, w3 = w2 + wStep, next = (byte*)wanted.At;
        var k = 0;
        for (; k <= depth - Block; k += Block)
        {
            Ask<T>(next, wanted.Rows, wStep);
            next += Block * T.Bytes;
            var row = Vector512.Load(x + k);
            (a0, a1) = (Vector512.FusedMultiplyAdd(row, T.LoadFirst(w0), a0), Vector512.FusedMultiplyAdd(row, T.LoadFirst(w1), a1));
            (a2, a3) = (Vector512.FusedMultiplyAdd(row, T.LoadFirst(w2), a2), Vector512.FusedMultiplyAdd(row, T.LoadFirst(w3), a3));
            row = Vector512.Load(x + k + 16);
            (a0, a1) = (Vector512.FusedMultiplyAdd(row, T.LoadSecond(w0), a0), Vector512.FusedMultiplyAdd(row, T.LoadSecond(w1), a1));
            (a2, a3) = (Vector512.FusedMultiplyAdd(row, T.LoadSecond(w2), a2), Vector512.FusedMultiplyAdd(row, T.LoadSecond(w3), a3));
            w0 += Block * T.Bytes;
            w1 += Block * T.Bytes;
            w2 += Block * T.Bytes;
            w3 += Block * T.Bytes;
        }
        Joined(Sums(a0, a1, a2, a3), default, default, default).GetLower().GetLower().Store(to);
        if (k < depth) Rest<T>(x + k, w0, wStep, depth - k, to);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Ask<T>(byte* at, int rows, nint step) where T : INumbers
    {
        if (!Sse.IsSupported) return;
        for (; rows > 0; rows--, at += step)
        {
            Sse.Prefetch1(at);
            if (T.Bytes > 2) Sse.Prefetch1(at + 64);
        }
    }

    /// <summary>Adds what a row has beyond whole blocks.</summary>
    private static void Rest<T>(float* x, byte* w, nint wStep, int depth, float* to) where T : INumbers
    {
        for (var c = 0; c < Size; c++)
        {
            var at = w + (c * wStep);
            var k = 0;
            if (depth >= 16) to[c] += Vector512.Sum(Vector512.Load(x) * T.Load(at));
            for (k = depth & 16; k < depth; k++) to[c] += x[k] * T.Read(at + ((nint)k * T.Bytes));
        }
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
