using AlwaysOnPolicy.Prompts.Clustering;

namespace AlwaysOnPolicy.Prompts.Diversity;

/// <summary>Of each row the most similar other one.</summary>
public static class NearestNeighbours
{
    // Rows of either side of a product: they stay in the second-level cache.
    private const int LeftBlock = 48, RightBlock = 96;

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
        double[][] left = [.. rows.Select(Unit)], right = same ? left : [.. others.Select(Unit)];
        var nearest = new (int Row, double Cosine)[left.Length];
        Array.Fill(nearest, (-1, double.NegativeInfinity));
        Parallel.For(0, (left.Length + LeftBlock - 1) / LeftBlock, new ParallelOptions { CancellationToken = cancel }, block =>
        {
            var part = left.AsSpan(block * LeftBlock, Math.Min(LeftBlock, left.Length - (block * LeftBlock)));
            var products = new double[LeftBlock * RightBlock];
            for (var from = 0; from < right.Length; from += RightBlock)
            {
                var count = Math.Min(RightBlock, right.Length - from);
                DotTiles.Multiply<double>(part, right.AsSpan(from, count), products);
                for (var i = 0; i < part.Length; i++)
                {
                    var row = (block * LeftBlock) + i;
                    for (var j = 0; j < count; j++)
                        if (products[(i * count) + j] > nearest[row].Cosine && !(same && from + j == row)) nearest[row] = (from + j, products[(i * count) + j]);
                }
            }
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
