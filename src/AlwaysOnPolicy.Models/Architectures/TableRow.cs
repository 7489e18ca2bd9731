using AlwaysOnPolicy.Models.Products;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Architectures;

/// <summary>Rows of a table of vectors.</summary>
internal static unsafe class TableRow
{
    /// <param name="table">[rows, width], float32 or bfloat16, in one piece.</param>
    public static void Read(Tensor table, int row, Span<float> into)
    {
        if (row < 0 || row >= table.size(0)) throw new ArgumentOutOfRangeException(nameof(row));
        if (table.dtype == ScalarType.Float32) new ReadOnlySpan<float>((float*)TensorMemory.Of(table) + ((nint)row * into.Length), into.Length).CopyTo(into);
        else
        {
            var at = (byte*)TensorMemory.Of(table) + ((nint)row * into.Length * Bfloat16Numbers.Bytes);
            for (var i = 0; i < into.Length; i++) into[i] = Bfloat16Numbers.Read(at + (i * Bfloat16Numbers.Bytes));
        }
    }
}
