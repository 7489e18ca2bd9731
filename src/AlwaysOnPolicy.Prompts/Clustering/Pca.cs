using System.Numerics;
using System.Runtime.CompilerServices;

namespace AlwaysOnPolicy.Prompts.Clustering;

/// <summary>Principal components: the eigenvectors of the covariance, in float64.</summary>
/// <param name="Mean">[D].</param>
/// <param name="Components">[K][D], by falling variance. Each one's largest entry (by size) is positive, so that the signs are determined.</param>
/// <param name="ExplainedVariance">[K], unbiased (n − 1).</param>
/// <param name="Transformed">[N][K]: the rows in the components' coordinates.</param>
public sealed record Pca(double[] Mean, double[][] Components, double[] ExplainedVariance, double[][] Transformed)
{
    // Rows that are transposed at once, and columns that one thread multiplies: with 384 columns they stay in the second-level cache.
    private const int BlockRows = 256, BlockColumns = 24;

    /// <summary>The directions in which rows vary most.</summary>
    /// <exception cref="ArgumentException">More components are asked than rows or columns allow.</exception>
    public static Pca Fit<T>(T[][] rows, int components) where T : struct, INumber<T>
    {
        var (n, d) = (rows.Length, rows[0].Length);
        if (components > Math.Min(n, d)) throw new ArgumentException($"{components} components of {n} rows of {d} numbers.", nameof(components));
        var mean = MeanOf(rows, d);

        // D × D, however many rows there are.
        var eigen = SymmetricEigen.Of(Covariance(rows, mean), components);
        double[][] vectors = [.. eigen.Vectors.Select(WithSign)];
        var transformed = new double[n][];
        Parallel.For(0, n, i => transformed[i] = Place(rows[i], mean, vectors));
        return new Pca(mean, vectors, eigen.Values, transformed);
    }

    /// <summary>A row [D] in the components' coordinates [K].</summary>
    public double[] Project(float[] row)
    {
        if (row.Length != Mean.Length) throw new ArgumentException($"A row of {row.Length} numbers; the components have {Mean.Length}.", nameof(row));
        return Place(row, Mean, Components);
    }

    private static double[] Place<T>(T[] row, double[] mean, double[][] components) where T : struct, INumber<T>
    {
        var centred = Wide(row);
        Vectors.Add(centred, mean, -1);
        var place = new double[components.Length];
        DotTiles.Multiply<double>(components, [centred], place);
        return place;
    }

    private static double[] MeanOf<T>(T[][] rows, int width) where T : struct, INumber<T>
    {
        var mean = new double[width];
        foreach (var row in rows) Vectors.Add(mean, Wide(row), 1.0 / rows.Length);
        return mean;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double[] Wide<T>(T[] row) where T : struct, INumber<T>
    {
        var wide = new double[row.Length];
        for (var i = 0; i < wide.Length; i++) wide[i] = double.CreateChecked(row[i]);
        return wide;
    }

    private static double[][] Covariance<T>(T[][] rows, double[] mean) where T : struct, INumber<T>
    {
        var d = mean.Length;
        double[][] sums = NewRows(d, d), columns = NewRows(d, BlockRows);
        foreach (var block in rows.Chunk(BlockRows))
        {
            Transpose(block, mean, columns);

            // Each sum is one thread's, and its blocks come in order: the result does not depend on how many threads there are.
            Parallel.For(0, (d + BlockColumns - 1) / BlockColumns, part => AddProducts(columns, part * BlockColumns, sums));
        }
        for (var j = 0; j < d; j++)
            for (var k = 0; k <= j; k++) sums[j][k] = sums[k][j] = sums[j][k] / (rows.Length - 1);
        return sums;
    }

    /// <summary>A block of fewer rows is filled up with zeros.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Transpose<T>(T[][] block, double[] mean, double[][] columns) where T : struct, INumber<T>
    {
        for (var j = 0; j < columns.Length; j++)
        {
            var column = columns[j];
            for (var i = 0; i < block.Length; i++) column[i] = double.CreateChecked(block[i][j]) - mean[j];
            column.AsSpan(block.Length).Clear();
        }
    }

    /// <summary>Some columns with themselves and those before them.</summary>
    private static void AddProducts(double[][] columns, int from, double[][] sums)
    {
        var to = Math.Min(columns.Length, from + BlockColumns);
        var products = new double[(to - from) * to];
        DotTiles.Multiply<double>(columns.AsSpan(from, to - from), columns.AsSpan(0, to), products);
        for (var j = from; j < to; j++) Vectors.Add(sums[j].AsSpan(0, to), products.AsSpan((j - from) * to, to));
    }

    private static double[][] NewRows(int rows, int width)
    {
        var made = new double[rows][];
        for (var i = 0; i < rows; i++) made[i] = new double[width];
        return made;
    }

    private static double[] WithSign(double[] vector)
    {
        var largest = vector.MaxBy(Math.Abs);
        return largest < 0 ? [.. vector.Select(v => -v)] : vector;
    }
}
