using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AlwaysOnPolicy.Prompts;

/// <summary>Arithmetic on rows of numbers.</summary>
internal static class Vectors
{
    /// <summary>The scalar product; of vectors of unit length it is the cosine.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static T Dot<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b) where T : struct, INumber<T>
    {
        if (b.Length != a.Length) throw new ArgumentException("Rows of different lengths.", nameof(b));
        var sum = Vector<T>.Zero;
        for (var i = 0; i <= a.Length - Vector<T>.Count; i += Vector<T>.Count) sum += At(a, i) * At(b, i);
        return Total(sum, a, b);
    }

    /// <param name="sum">Of the products of all whole vectors; those of the numbers behind them are added.</param>
    public static T Total<T>(Vector<T> sum, ReadOnlySpan<T> a, ReadOnlySpan<T> b) where T : struct, INumber<T>
    {
        var total = Vector.Sum(sum);
        for (var i = a.Length - (a.Length % Vector<T>.Count); i < a.Length; i++) total += a[i] * b[i];
        return total;
    }

    /// <inheritdoc cref="Dot{T}"/>
    public static float Dot(float[] a, float[] b) => Dot<float>(a, b);

    /// <summary>to = to + factor · row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(Span<double> to, ReadOnlySpan<double> row, double factor = 1)
    {
        if (row.Length != to.Length) throw new ArgumentException("Rows of different lengths.", nameof(row));
        var factors = new Vector<double>(factor);
        ref var first = ref MemoryMarshal.GetReference(to);
        var i = 0;
        for (; i <= to.Length - Vector<double>.Count; i += Vector<double>.Count)
            (At<double>(to, i) + (factors * At(row, i))).StoreUnsafe(ref first, (nuint)i);
        for (; i < to.Length; i++) to[i] += factor * row[i];
    }

    /// <summary>The numbers of a row from a place on; there must be enough.</summary>
    public static Vector<T> At<T>(ReadOnlySpan<T> row, int place) where T : struct, INumber<T> =>
        Vector.LoadUnsafe(ref MemoryMarshal.GetReference(row), (nuint)place);

    /// <summary>A row's numbers in float64.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Widen<T>(ReadOnlySpan<T> row, Span<double> into) where T : struct, INumber<T>
    {
        if (into.Length != row.Length) throw new ArgumentException("Rows of different lengths.", nameof(into));
        var i = 0;
        ref var first = ref MemoryMarshal.GetReference(into);
        if (typeof(T) == typeof(float))
        {
            for (; i <= row.Length - Vector<float>.Count; i += Vector<float>.Count)
            {
                Vector.Widen(Vector.As<T, float>(At(row, i)), out var low, out var high);
                low.StoreUnsafe(ref first, (nuint)i);
                high.StoreUnsafe(ref first, (nuint)(i + Vector<double>.Count));
            }
        }
        for (; i < row.Length; i++) into[i] = double.CreateChecked(row[i]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static double SquaredDistance(double[] a, double[] b)
    {
        if (b.Length != a.Length) throw new ArgumentException("Rows of different lengths.", nameof(b));
        var sums = Vector<double>.Zero;
        var i = 0;
        for (; i <= a.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            var difference = At<double>(a, i) - At<double>(b, i);
            sums += difference * difference;
        }
        var sum = Vector.Sum(sums);
        for (; i < a.Length; i++) sum += (a[i] - b[i]) * (a[i] - b[i]);
        return sum;
    }
}
