using System.Runtime.Intrinsics;

namespace AlwaysOnPolicy.Models.Products;

/// <summary>The inner loop of <see cref="Gemm"/>: a tile of 12 × 32 numbers of the result, which stays in 24 of the 32 vector registers while the inner
/// dimension is walked along.</summary>
internal static unsafe class GemmTile
{
    public const int Rows = 12, Columns = 32;

    /// <summary>to = start + a · b.</summary>
    /// <param name="a">[12, depth]; its steps are in bytes.</param>
    /// <param name="b">[depth, 32], one row behind the other.</param>
    /// <param name="start">[12, 32]; with a step of 0 each row begins as the first.</param>
    /// <param name="to">[12, 32].</param>
    public static void Run(float* a, nint rowBytes, nint depthBytes, float* b, nint depth, float* start, nint startStep, float* to, nint toStep)
    {
        Vector512<float> l0 = Vector512.Load(start), r0 = Vector512.Load(start + 16);
        Vector512<float> l1 = Vector512.Load(start + startStep), r1 = Vector512.Load(start + startStep + 16);
        Vector512<float> l2 = Vector512.Load(start + (2 * startStep)), r2 = Vector512.Load(start + (2 * startStep) + 16);
        Vector512<float> l3 = Vector512.Load(start + (3 * startStep)), r3 = Vector512.Load(start + (3 * startStep) + 16);
        Vector512<float> l4 = Vector512.Load(start + (4 * startStep)), r4 = Vector512.Load(start + (4 * startStep) + 16);
        Vector512<float> l5 = Vector512.Load(start + (5 * startStep)), r5 = Vector512.Load(start + (5 * startStep) + 16);
        Vector512<float> l6 = Vector512.Load(start + (6 * startStep)), r6 = Vector512.Load(start + (6 * startStep) + 16);
        Vector512<float> l7 = Vector512.Load(start + (7 * startStep)), r7 = Vector512.Load(start + (7 * startStep) + 16);
        Vector512<float> l8 = Vector512.Load(start + (8 * startStep)), r8 = Vector512.Load(start + (8 * startStep) + 16);
        Vector512<float> l9 = Vector512.Load(start + (9 * startStep)), r9 = Vector512.Load(start + (9 * startStep) + 16);
        Vector512<float> l10 = Vector512.Load(start + (10 * startStep)), r10 = Vector512.Load(start + (10 * startStep) + 16);
        Vector512<float> l11 = Vector512.Load(start + (11 * startStep)), r11 = Vector512.Load(start + (11 * startStep) + 16);
        byte* a0 = (byte*)a, a3 = a0 + (3 * rowBytes), a6 = a3 + (3 * rowBytes), a9 = a6 + (3 * rowBytes);
        var twice = 2 * rowBytes;
        for (; depth > 0; depth--)
        {
            var (left, right) = (Vector512.Load(b), Vector512.Load(b + 16));
            var x0 = Vector512.Create(*(float*)a0);
            (l0, r0) = (Vector512.FusedMultiplyAdd(x0, left, l0), Vector512.FusedMultiplyAdd(x0, right, r0));
            var x1 = Vector512.Create(*(float*)(a0 + rowBytes));
            (l1, r1) = (Vector512.FusedMultiplyAdd(x1, left, l1), Vector512.FusedMultiplyAdd(x1, right, r1));
            var x2 = Vector512.Create(*(float*)(a0 + twice));
            (l2, r2) = (Vector512.FusedMultiplyAdd(x2, left, l2), Vector512.FusedMultiplyAdd(x2, right, r2));
            var x3 = Vector512.Create(*(float*)a3);
            (l3, r3) = (Vector512.FusedMultiplyAdd(x3, left, l3), Vector512.FusedMultiplyAdd(x3, right, r3));
            var x4 = Vector512.Create(*(float*)(a3 + rowBytes));
            (l4, r4) = (Vector512.FusedMultiplyAdd(x4, left, l4), Vector512.FusedMultiplyAdd(x4, right, r4));
            var x5 = Vector512.Create(*(float*)(a3 + twice));
            (l5, r5) = (Vector512.FusedMultiplyAdd(x5, left, l5), Vector512.FusedMultiplyAdd(x5, right, r5));
            var x6 = Vector512.Create(*(float*)a6);
            (l6, r6) = (Vector512.FusedMultiplyAdd(x6, left, l6), Vector512.FusedMultiplyAdd(x6, right, r6));
            var x7 = Vector512.Create(*(float*)(a6 + rowBytes));
            (l7, r7) = (Vector512.FusedMultiplyAdd(x7, left, l7), Vector512.FusedMultiplyAdd(x7, right, r7));
            var x8 = Vector512.Create(*(float*)(a6 + twice));
            (l8, r8) = (Vector512.FusedMultiplyAdd(x8, left, l8), Vector512.FusedMultiplyAdd(x8, right, r8));
            var x9 = Vector512.Create(*(float*)a9);
            (l9, r9) = (Vector512.FusedMultiplyAdd(x9, left, l9), Vector512.FusedMultiplyAdd(x9, right, r9));
            var x10 = Vector512.Create(*(float*)(a9 + rowBytes));
            (l10, r10) = (Vector512.FusedMultiplyAdd(x10, left, l10), Vector512.FusedMultiplyAdd(x10, right, r10));
            var x11 = Vector512.Create(*(float*)(a9 + twice));
            (l11, r11) = (Vector512.FusedMultiplyAdd(x11, left, l11), Vector512.FusedMultiplyAdd(x11, right, r11));
            a0 += depthBytes;
            a3 += depthBytes;
            a6 += depthBytes;
            a9 += depthBytes;
            b += Columns;
        }
        l0.Store(to);
        r0.Store(to + 16);
        l1.Store(to + toStep);
        r1.Store(to + toStep + 16);
        l2.Store(to + (2 * toStep));
        r2.Store(to + (2 * toStep) + 16);
        l3.Store(to + (3 * toStep));
        r3.Store(to + (3 * toStep) + 16);
        l4.Store(to + (4 * toStep));
        r4.Store(to + (4 * toStep) + 16);
        l5.Store(to + (5 * toStep));
        r5.Store(to + (5 * toStep) + 16);
        l6.Store(to + (6 * toStep));
        r6.Store(to + (6 * toStep) + 16);
        l7.Store(to + (7 * toStep));
        r7.Store(to + (7 * toStep) + 16);
        l8.Store(to + (8 * toStep));
        r8.Store(to + (8 * toStep) + 16);
        l9.Store(to + (9 * toStep));
        r9.Store(to + (9 * toStep) + 16);
        l10.Store(to + (10 * toStep));
        r10.Store(to + (10 * toStep) + 16);
        l11.Store(to + (11 * toStep));
        r11.Store(to + (11 * toStep) + 16);
    }
}
