using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace AlwaysOnPolicy.Models.Products;

/// <summary>The inner loops of <see cref="PageAttention"/>. A score is summed in the order of a head's numbers, and what is mixed in the order of tokens,
/// however many queries there are.</summary>
internal static unsafe class AttentionTile
{
    private const int Page = CachePages.PageTokens;

    /// <summary>Products of 4 queries with the 32 keys of a page.</summary>
    /// <param name="keys">[size, 32].</param>
    /// <param name="values">As many bytes, which are read soon.</param>
    /// <param name="next">The keys that are read next; null where there are none.</param>
    /// <param name="to">[4, 32].</param>
    /// <param name="step">Numbers from one row of them to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Scores<T>(float* q0, float* q1, float* q2, float* q3, byte* keys, byte* values, byte* next, int size, float* to, nint step)
        where T : INumbers
    {
        Vector512<float> a0 = default, a1 = default, b0 = default, b1 = default, c0 = default, c1 = default, d0 = default, d1 = default;
        for (var i = 0; i < size; i++, keys += Page * T.Bytes, values += Page * T.Bytes, next += Page * T.Bytes)
        {
            Ask<T>(values);
            Ask<T>(next);
            var (left, right) = (T.Load(keys), T.Load(keys + (16 * T.Bytes)));
            var q = Vector512.Create(q0[i]);
            (a0, a1) = (Vector512.FusedMultiplyAdd(q, left, a0), Vector512.FusedMultiplyAdd(q, right, a1));
            q = Vector512.Create(q1[i]);
            (b0, b1) = (Vector512.FusedMultiplyAdd(q, left, b0), Vector512.FusedMultiplyAdd(q, right, b1));
            q = Vector512.Create(q2[i]);
            (c0, c1) = (Vector512.FusedMultiplyAdd(q, left, c0), Vector512.FusedMultiplyAdd(q, right, c1));
            q = Vector512.Create(q3[i]);
            (d0, d1) = (Vector512.FusedMultiplyAdd(q, left, d0), Vector512.FusedMultiplyAdd(q, right, d1));
        }
        a0.Store(to);
        a1.Store(to + 16);
        b0.Store(to + step);
        b1.Store(to + step + 16);
        c0.Store(to + (2 * step));
        c1.Store(to + (2 * step) + 16);
        d0.Store(to + (3 * step));
        d1.Store(to + (3 * step) + 16);
    }

    /// <summary>Products of one query.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Scores<T>(float* q, byte* keys, byte* values, byte* next, int size, float* to) where T : INumbers
    {
        Vector512<float> left = default, right = default;
        for (var i = 0; i < size; i++, keys += Page * T.Bytes, values += Page * T.Bytes, next += Page * T.Bytes)
        {
            Ask<T>(values);
            Ask<T>(next);
            var number = Vector512.Create(q[i]);
            left = Vector512.FusedMultiplyAdd(number, T.Load(keys), left);
            right = Vector512.FusedMultiplyAdd(number, T.Load(keys + (16 * T.Bytes)), right);
        }
        left.Store(to);
        right.Store(to + 16);
    }

    /// <summary>Asks for a page's numbers of one place in the head; from no memory at all nothing comes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Ask<T>(byte* at) where T : INumbers
    {
        if (!Sse.IsSupported) return;
        Sse.Prefetch0(at);
        if (T.Bytes > sizeof(ushort)) Sse.Prefetch0(at + 64);
    }

    /// <summary>Adds a page's values to 4 rows, each weighted.</summary>
    /// <param name="values">[tokens, width]; the width is a multiple of 16.</param>
    /// <param name="to">[4, width].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Mix<T>(float* w0, float* w1, float* w2, float* w3, byte* values, int width, int count, float* to) where T : INumbers
    {
        var column = 0;
        for (; column <= width - 32; column += 32, to += 32)
        {
            float* t1 = to + width, t2 = t1 + width, t3 = t2 + width;
            Vector512<float> a0 = Vector512.Load(to), a1 = Vector512.Load(to + 16), b0 = Vector512.Load(t1), b1 = Vector512.Load(t1 + 16);
            Vector512<float> c0 = Vector512.Load(t2), c1 = Vector512.Load(t2 + 16), d0 = Vector512.Load(t3), d1 = Vector512.Load(t3 + 16);
            var v = values + ((nint)column * T.Bytes);
            for (var i = 0; i < count; i++, v += width * T.Bytes)
            {
                var (left, right) = (T.Load(v), T.Load(v + (16 * T.Bytes)));
                var w = Vector512.Create(w0[i]);
                (a0, a1) = (Vector512.FusedMultiplyAdd(w, left, a0), Vector512.FusedMultiplyAdd(w, right, a1));
                w = Vector512.Create(w1[i]);
                (b0, b1) = (Vector512.FusedMultiplyAdd(w, left, b0), Vector512.FusedMultiplyAdd(w, right, b1));
                w = Vector512.Create(w2[i]);
                (c0, c1) = (Vector512.FusedMultiplyAdd(w, left, c0), Vector512.FusedMultiplyAdd(w, right, c1));
                w = Vector512.Create(w3[i]);
                (d0, d1) = (Vector512.FusedMultiplyAdd(w, left, d0), Vector512.FusedMultiplyAdd(w, right, d1));
            }
            a0.Store(to);
            a1.Store(to + 16);
            b0.Store(t1);
            b1.Store(t1 + 16);
            c0.Store(t2);
            c1.Store(t2 + 16);
            d0.Store(t3);
            d1.Store(t3 + 16);
        }
        if (column == width) return;
        var last = values + ((nint)column * T.Bytes);
        Column<T>(w0, last, width, count, to);
        Column<T>(w1, last, width, count, to + width);
        Column<T>(w2, last, width, count, to + (2 * width));
        Column<T>(w3, last, width, count, to + (3 * width));
    }

    /// <summary>Adds a page's values to one row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Mix<T>(float* w, byte* values, int width, int count, float* to) where T : INumbers
    {
        var column = 0;
        for (; column <= width - 64; column += 64, to += 64)
        {
            Vector512<float> a = Vector512.Load(to), b = Vector512.Load(to + 16), c = Vector512.Load(to + 32), d = Vector512.Load(to + 48);
            var v = values + ((nint)column * T.Bytes);
            for (var i = 0; i < count; i++, v += width * T.Bytes)
            {
                var weight = Vector512.Create(w[i]);
                (a, b) = (Vector512.FusedMultiplyAdd(weight, T.Load(v), a), Vector512.FusedMultiplyAdd(weight, T.Load(v + (16 * T.Bytes)), b));
                (c, d) = (Vector512.FusedMultiplyAdd(weight, T.Load(v + (32 * T.Bytes)), c), Vector512.FusedMultiplyAdd(weight, T.Load(v + (48 * T.Bytes)), d));
            }
            a.Store(to);
            b.Store(to + 16);
            c.Store(to + 32);
            d.Store(to + 48);
        }
        for (; column < width; column += 16, to += 16) Column<T>(w, values + ((nint)column * T.Bytes), width, count, to);
    }

    /// <summary>16 columns of one row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Column<T>(float* w, byte* values, int width, int count, float* to) where T : INumbers
    {
        var sum = Vector512.Load(to);
        for (var i = 0; i < count; i++, values += width * T.Bytes) sum = Vector512.FusedMultiplyAdd(Vector512.Create(w[i]), T.Load(values), sum);
        sum.Store(to);
    }
}
