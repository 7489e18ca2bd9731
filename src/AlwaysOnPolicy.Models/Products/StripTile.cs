using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace AlwaysOnPolicy.Models.Products;

/// <summary>A tile of 4 × 64 numbers of a product whose right matrix lies row by row: to += x · w.</summary>
internal static unsafe class StripTile
{
    public const int Rows = 4, Columns = 64;

    /// <param name="x">The first of 4 rows.</param>
    /// <param name="xStep">Numbers from one to the next; 0 takes the first again.</param>
    /// <param name="w">[depth, 64].</param>
    /// <param name="wStep">Bytes from one row to the next.</param>
    /// <param name="ahead">Bytes to what is wanted next from memory; 0 asks for nothing.</param>
    /// <param name="to">[4, 64].</param>
    /// <param name="toStep">Numbers from one row to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<T>(float* x, nint xStep, byte* w, nint wStep, int depth, nint ahead, float* to, nint toStep) where T : INumbers
    {
        float* ta = to, tb = to + toStep, tc = tb + toStep, td = tc + toStep, xa = x, xb = x + xStep, xc = xb + xStep, xd = xc + xStep;
        Vector512<float> a0 = Vector512.Load(ta), a1 = Vector512.Load(ta + 16), a2 = Vector512.Load(ta + 32), a3 = Vector512.Load(ta + 48);
        Vector512<float> b0 = Vector512.Load(tb), b1 = Vector512.Load(tb + 16), b2 = Vector512.Load(tb + 32), b3 = Vector512.Load(tb + 48);
        Vector512<float> c0 = Vector512.Load(tc), c1 = Vector512.Load(tc + 16), c2 = Vector512.Load(tc + 32), c3 = Vector512.Load(tc + 48);
        Vector512<float> d0 = Vector512.Load(td), d1 = Vector512.Load(td + 16), d2 = Vector512.Load(td + 32), d3 = Vector512.Load(td + 48);
        var vector = 16 * T.Bytes;
        for (var k = 0; k < depth; k++, w += wStep)
        {
            if (ahead != 0 && Sse.IsSupported)
                for (var line = 0; line < 4 * vector; line += 64) Sse.Prefetch0(w + ahead + line);
            Vector512<float> v0 = T.Load(w), v1 = T.Load(w + vector), v2 = T.Load(w + (2 * vector)), v3 = T.Load(w + (3 * vector));
            var number = Vector512.Create(xa[k]);
            (a0, a1) = (Vector512.FusedMultiplyAdd(number, v0, a0), Vector512.FusedMultiplyAdd(number, v1, a1));
            (a2, a3) = (Vector512.FusedMultiplyAdd(number, v2, a2), Vector512.FusedMultiplyAdd(number, v3, a3));
            number = Vector512.Create(xb[k]);
            (b0, b1) = (Vector512.FusedMultiplyAdd(number, v0, b0), Vector512.FusedMultiplyAdd(number, v1, b1));
            (b2, b3) = (Vector512.FusedMultiplyAdd(number, v2, b2), Vector512.FusedMultiplyAdd(number, v3, b3));
            number = Vector512.Create(xc[k]);
            (c0, c1) = (Vector512.FusedMultiplyAdd(number, v0, c0), Vector512.FusedMultiplyAdd(number, v1, c1));
            (c2, c3) = (Vector512.FusedMultiplyAdd(number, v2, c2), Vector512.FusedMultiplyAdd(number, v3, c3));
            number = Vector512.Create(xd[k]);
            (d0, d1) = (Vector512.FusedMultiplyAdd(number, v0, d0), Vector512.FusedMultiplyAdd(number, v1, d1));
            (d2, d3) = (Vector512.FusedMultiplyAdd(number, v2, d2), Vector512.FusedMultiplyAdd(number, v3, d3));
        }
        Store(ta, a0, a1, a2, a3);
        Store(tb, b0, b1, b2, b3);
        Store(tc, c0, c1, c2, c3);
        Store(td, d0, d1, d2, d3);
    }

    private static void Store(float* to, Vector512<float> v0, Vector512<float> v1, Vector512<float> v2, Vector512<float> v3)
    {
        v0.Store(to);
        v1.Store(to + 16);
        v2.Store(to + 32);
        v3.Store(to + 48);
    }
}
