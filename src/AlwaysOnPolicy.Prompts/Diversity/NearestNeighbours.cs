using AlwaysOnPolicy.Prompts.Clustering;

namespace AlwaysOnPolicy.Prompts.Diversity;

/// <summary>Of each row the most similar other one.</summary>
public static class NearestNeighbours
{
    // Rows that stay in the second-level cache while all others pass.
    private const int Block = 3 * PackedRows<double>.Group;

    /// <summary>Among the rows themselves.</summary>
    /// <returns>The other row (the first of equally near ones) and the cosine; −1 and −∞ of a row that is alone.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static (int Row, double Cosine)[] Of(IReadOnlyList<float[]> rows, CancellationToken cancel = default) => Find(rows, rows, true, cancel);

    /// <summary>Among others.</summary>
    /// <inheritdoc cref="Of(IReadOnlyList{float[]}, CancellationToken)"/>
    public static (int Row, double Cosine)[] Of(IReadOnlyList<float[]> rows, IReadOnlyList<float[]> others, CancellationToken cancel = default) =>
        Find(rows, others, false, cancel);

    private static (int Row, double Cosine)[] Find(IReadOnlyList<float[]> rows, IReadOnlyList<float[]> others, bool same, CancellationToken cancel)
    {
        using var left = PackedRows<double>.Of([.. rows.Select(Unit)]);
        using var right = same ? left : PackedRows<double>.Of([.. others.Select(Unit)]);
        var nearest = new (int Row, double Cosine)[rows.Count];
        Array.Fill(nearest, (-1, double.NegativeInfinity));
        Parallel.For(0, (rows.Count + Block - 1) / Block, new ParallelOptions { CancellationToken = cancel }, block =>
        {
            var last = Math.Min(rows.Count, (block + 1) * Block);
            left.Multiply(block * Block, last, right, others.Count, (first, other, cosines) =>
            {
                for (var i = first; i < Math.Min(last, first + PackedRows<double>.Group); i++)
                {
                    var own = cosines.Slice((i - first) * PackedRows<double>.Panel, Math.Min(PackedRows<double>.Panel, others.Count - other));
                    for (var j = 0; j < own.Length; j++)
                        if (own[j] > nearest[i].Cosine && !(same && other + j == i)) nearest[i] = (other + j, own[j]);
                }
            });
        });
        return nearest;
    }

    /// <summary>In float64; a row of zeros stays one.</summary>
    internal static double[] Unit(float[] row)
    {
        var wide = Array.ConvertAll(row, x => (double)x);
        var length = Math.Sqrt(Vectors.Dot<double>(wide, wide));
        return length == 0 ? wide : Array.ConvertAll(wide, x => x / length);
    }
}
