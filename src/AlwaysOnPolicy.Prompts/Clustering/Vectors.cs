using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AlwaysOnPolicy.Prompts;

/// <summary>Arithmetic on rows of numbers.</summary>
/// <remarks>Sums go 512 bits wide with products that are not rounded before they are added, also where a processor does this in parts: they have the same
/// bits on all of them.</remarks>
internal static class Vectors
{
    /// <summary>The scalar product; of vectors of unit length it is the cosine.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static T Dot<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b) where T : struct, INumber<T>
    {
        if (b.Length != a.Length) throw new ArgumentException("Rows of different lengths.", nameof(b));
        var sum = Vector512<T>.Zero;
        for (var i = 0; i <= a.Length - Vector512<T>.Count; i += Vector512<T>.Count) sum = MultiplyAdd(At(a, i), At(b, i), sum);
        return Total(sum, a, b);
    }

    /// <param name="sum">Of the products of all whole vectors; those of the numbers behind them are added.</param>
    public static T Total<T>(Vector512<T> sum, ReadOnlySpan<T> a, ReadOnlySpan<T> b) where T : struct, INumber<T>
    {
        var total = Vector512.Sum(sum);
        for (var i = a.Length - (a.Length % Vector512<T>.Count); i < a.Length; i++) total += a[i] * b[i];
        return total;
    }

    /// <summary>left · right + sum, rounded once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> MultiplyAdd<T>(Vector512<T> left, Vector512<T> right, Vector512<T> sum) where T : struct, INumber<T> =>
        typeof(T) == typeof(float) ? Vector512.FusedMultiplyAdd(left.AsSingle(), right.AsSingle(), sum.AsSingle()).As<float, T>()
        : typeof(T) == typeof(double) ? Vector512.FusedMultiplyAdd(left.AsDouble(), right.AsDouble(), sum.AsDouble()).As<double, T>()
        : (left * right) + sum;

    /// <summary>to = to + factor · row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(Span<double> to, ReadOnlySpan<double> row, double factor = 1)
    {
        if (row.Length != to.Length) throw new ArgumentException("Rows of different lengths.", nameof(row));
        var factors = Vector512.Create(factor);
        ref var first = ref MemoryMarshal.GetReference(to);
        var i = 0;
        for (; i <= to.Length - Vector512<double>.Count; i += Vector512<double>.Count)
            Vector512.FusedMultiplyAdd(factors, At(row, i), At<double>(to, i)).StoreUnsafe(ref first, (nuint)i);
        for (; i < to.Length; i++) to[i] = Math.FusedMultiplyAdd(factor, row[i], to[i]);
    }

    /// <summary>to = to + factor · row + otherFactor · other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(Span<double> to, ReadOnlySpan<double> row, double factor, ReadOnlySpan<double> other, double otherFactor)
    {
        if (row.Length != to.Length || other.Length != to.Length) throw new ArgumentException("Rows of different lengths.", nameof(row));
        var (factors, others) = (Vector512.Create(factor), Vector512.Create(otherFactor));
        ref var first = ref MemoryMarshal.GetReference(to);
        var i = 0;
        for (; i <= to.Length - Vector512<double>.Count; i += Vector512<double>.Count)
        {
            var sum = Vector512.FusedMultiplyAdd(factors, At(row, i), At<double>(to, i));
            Vector512.FusedMultiplyAdd(others, At(other, i), sum).StoreUnsafe(ref first, (nuint)i);
        }
        for (; i < to.Length; i++) to[i] = Math.FusedMultiplyAdd(otherFactor, other[i], Math.FusedMultiplyAdd(factor, row[i], to[i]));
    }

    /// <summary>The numbers of a row from a place on; there must be enough.</summary>
    public static Vector512<T> At<T>(ReadOnlySpan<T> row, int place) where T : struct, INumber<T> =>
        Vector512.LoadUnsafe(ref MemoryMarshal.GetReference(row), (nuint)place);

    /// <summary>Whether a number of the row is above another.</summary>
    public static bool AnyAbove(ReadOnlySpan<float> row, float floor)
    {
        var (floors, i) = (Vector512.Create(floor), 0);
        for (; i <= row.Length - Vector512<float>.Count; i += Vector512<float>.Count)
            if (Vector512.GreaterThanAny(At(row, i), floors)) return true;
        for (; i < row.Length; i++)
            if (row[i] > floor) return true;
        return false;
    }

    /// <summary>A row's numbers in float64.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Widen<T>(ReadOnlySpan<T> row, Span<double> into) where T : struct, INumber<T>
    {
        if (into.Length != row.Length) throw new ArgumentException("Rows of different lengths.", nameof(into));
        var i = 0;
        ref var first = ref MemoryMarshal.GetReference(into);
        if (typeof(T) == typeof(float))
        {
            for (; i <= row.Length - Vector512<float>.Count; i += Vector512<float>.Count)
            {
                var (low, high) = Vector512.Widen(At(row, i).AsSingle());
                low.StoreUnsafe(ref first, (nuint)i);
                high.StoreUnsafe(ref first, (nuint)(i + Vector512<double>.Count));
            }
        }
        for (; i < row.Length; i++) into[i] = double.CreateChecked(row[i]);
    }

    /// <summary>into = row − other, in float64.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Subtract(ReadOnlySpan<float> row, ReadOnlySpan<double> other, Span<double> into)
    {
        if (other.Length != row.Length || into.Length != row.Length) throw new ArgumentException("Rows of different lengths.", nameof(other));
        ref var first = ref MemoryMarshal.GetReference(into);
        var i = 0;
        for (; i <= row.Length - Vector512<float>.Count; i += Vector512<float>.Count)
        {
            var (low, high) = Vector512.Widen(At(row, i));
            (low - At(other, i)).StoreUnsafe(ref first, (nuint)i);
            (high - At(other, i + Vector512<double>.Count)).StoreUnsafe(ref first, (nuint)(i + Vector512<double>.Count));
        }
        for (; i < row.Length; i++) into[i] = row[i] - other[i];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static double SquaredDistance(double[] a, double[] b)
    {
        if (b.Length != a.Length) throw new ArgumentException("Rows of different lengths.", nameof(b));
        var sums = Vector512<double>.Zero;
        var i = 0;
        for (; i <= a.Length - Vector512<double>.Count; i += Vector512<double>.Count)
        {
            var difference = At<double>(a, i) - At<double>(b, i);
            sums = Vector512.FusedMultiplyAdd(difference, difference, sums);
        }
        var sum = Vector512.Sum(sums);
        for (; i < a.Length; i++) sum += (a[i] - b[i]) * (a[i] - b[i]);
        return sum;
    }
}
