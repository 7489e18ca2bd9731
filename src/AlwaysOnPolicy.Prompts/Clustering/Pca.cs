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
    // Rows that are transposed at once, and columns that are multiplied with those before them: with 384 columns they stay in the second-level cache.
    private const int BlockRows = 256, BlockColumns = 24;

    // Each has sums of its own, added in order: the result does not depend on how many threads there are.
    private const int Groups = 8;

    // Rows that are brought into the components' coordinates at once.
    private const int PlacedRows = 48;

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
        Parallel.For(0, (n + PlacedRows - 1) / PlacedRows, () => (NewRows(PlacedRows, d), new double[PlacedRows * components]), (block, _, room) =>
        {
            var from = block * PlacedRows;
            Place(rows.AsSpan(from, Math.Min(PlacedRows, n - from)), mean, vectors, room, transformed.AsSpan(from));
            return room;
        }, _ => { });
        return new Pca(mean, vectors, eigen.Values, transformed);
    }

    /// <summary>A row [D] in the components' coordinates [K].</summary>
    public double[] Project(float[] row)
    {
        if (row.Length != Mean.Length) throw new ArgumentException($"A row of {row.Length} numbers; the components have {Mean.Length}.", nameof(row));
        var place = new double[1][];
        Place([row], Mean, Components, (NewRows(1, row.Length), new double[Components.Length]), place);
        return place[0];
    }

    /// <param name="room">For the rows and what they are multiplied to.</param>
    private static void Place<T>(ReadOnlySpan<T[]> rows, double[] mean, double[][] components, (double[][] Centred, double[] Products) room,
        Span<double[]> places) where T : struct, INumber<T>
    {
        for (var i = 0; i < rows.Length; i++) Centre(rows[i], mean, room.Centred[i]);
        DotTiles.Multiply<double>(room.Centred.AsSpan(0, rows.Length), components, room.Products);
        for (var i = 0; i < rows.Length; i++) places[i] = room.Products[(i * components.Length)..((i + 1) * components.Length)];
    }

    private static double[] MeanOf<T>(T[][] rows, int width) where T : struct, INumber<T>
    {
        var (mean, wide) = (new double[width], new double[width]);
        foreach (var row in rows)
        {
            Vectors.Widen<T>(row, wide);
            Vectors.Add(mean, wide, 1.0 / rows.Length);
        }
        return mean;
    }

    private static void Centre<T>(T[] row, double[] mean, double[] into) where T : struct, INumber<T>
    {
        Vectors.Widen<T>(row, into);
        Vectors.Add(into, mean, -1);
    }

    private static double[][] Covariance<T>(T[][] rows, double[] mean) where T : struct, INumber<T>
    {
        var d = mean.Length;
        var groups = new double[Groups][][];
        Parallel.For(0, Groups, group =>
        {
            var (sums, columns, row, products) = (NewRows(d, d), NewRows(d, BlockRows), new double[d], new double[BlockColumns * d]);
            for (var from = group * BlockRows; from < rows.Length; from += Groups * BlockRows)
            {
                Transpose(rows.AsSpan(from, Math.Min(BlockRows, rows.Length - from)), mean, row, columns);
                for (var column = 0; column < d; column += BlockColumns) AddProducts(columns, column, products, sums);
            }
            groups[group] = sums;
        });
        var covariance = groups[0];
        for (var j = 0; j < d; j++)
        {
            foreach (var other in groups.AsSpan(1)) Vectors.Add(covariance[j].AsSpan(0, j + 1), other[j].AsSpan(0, j + 1));
            for (var k = 0; k <= j; k++) covariance[j][k] = covariance[k][j] = covariance[j][k] / (rows.Length - 1);
        }
        return covariance;
    }

    /// <summary>A block of fewer rows is filled up with zeros.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Transpose<T>(ReadOnlySpan<T[]> block, double[] mean, double[] row, double[][] columns) where T : struct, INumber<T>
    {
        for (var i = 0; i < block.Length; i++)
        {
            Centre(block[i], mean, row);
            for (var j = 0; j < columns.Length; j++) columns[j][i] = row[j];
        }
        if (block.Length == BlockRows) return;
        foreach (var column in columns) column.AsSpan(block.Length).Clear();
    }

    /// <summary>Some columns with themselves and those before them.</summary>
    private static void AddProducts(double[][] columns, int from, double[] products, double[][] sums)
    {
        var to = Math.Min(columns.Length, from + BlockColumns);
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
