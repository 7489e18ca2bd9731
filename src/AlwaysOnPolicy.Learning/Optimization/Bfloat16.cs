using System.Numerics;
using System.Runtime.InteropServices;

namespace AlwaysOnPolicy.Learning.Optimization;

/// <summary>bfloat16, the upper half of a float32, as torch stores it.</summary>
internal static class Bfloat16
{
    /// <summary>Exact.</summary>
    public static void Widen(ReadOnlySpan<ushort> halves, Span<float> wide)
    {
        var bits = MemoryMarshal.Cast<float, uint>(wide);
        var i = 0;
        for (; i <= halves.Length - Vector<ushort>.Count; i += Vector<ushort>.Count)
        {
            Vector.Widen(new Vector<ushort>(halves[i..]), out var low, out var high);
            (low << 16).CopyTo(bits[i..]);
            (high << 16).CopyTo(bits[(i + Vector<uint>.Count)..]);
        }
        for (; i < halves.Length; i++) bits[i] = (uint)halves[i] << 16;
    }

    /// <summary>To the nearest, ties to even, as torch rounds finite numbers. Not for NaN.</summary>
    public static void Narrow(ReadOnlySpan<float> wide, Span<ushort> halves)
    {
        var bits = MemoryMarshal.Cast<float, uint>(wide);
        var i = 0;
        for (; i <= bits.Length - Vector<ushort>.Count; i += Vector<ushort>.Count)
            Vector.Narrow(Rounded(new Vector<uint>(bits[i..])), Rounded(new Vector<uint>(bits[(i + Vector<uint>.Count)..]))).CopyTo(halves[i..]);
        for (; i < bits.Length; i++) halves[i] = (ushort)((bits[i] + 0x7FFF + ((bits[i] >> 16) & 1)) >> 16);
    }

    /// <summary>The sum of squares, in double precision from piece to piece.</summary>
    public static double SumOfSquares(ReadOnlySpan<ushort> halves)
    {
        const int Piece = 1024;
        Span<float> wide = stackalloc float[Piece];
        var sum = 0.0;
        for (var at = 0; at < halves.Length; at += Piece)
        {
            var count = Math.Min(Piece, halves.Length - at);
            Widen(halves.Slice(at, count), wide);
            sum += System.Numerics.Tensors.TensorPrimitives.SumOfSquares<float>(wide[..count]);
        }
        return sum;
    }

    private static Vector<uint> Rounded(Vector<uint> bits) =>
        (bits + new Vector<uint>(0x7FFF) + ((bits >> 16) & Vector<uint>.One)) >> 16;
}
