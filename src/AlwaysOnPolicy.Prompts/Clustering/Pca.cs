using System.Numerics;

namespace AlwaysOnPolicy.Prompts.Clustering;

/// <summary>Principal components: the eigenvectors of the covariance, in float64.</summary>
/// <param name="Mean">[D].</param>
/// <param name="Components">[K][D], by falling variance. Each one's largest entry (by size) is positive, so that the signs are determined.</param>
/// <param name="ExplainedVariance">[K], unbiased (n − 1).</param>
/// <param name="Transformed">[N][K]: the rows in the components' coordinates.</param>
public sealed record Pca(double[] Mean, double[][] Components, double[] ExplainedVariance, double[][] Transformed)
{
    // Rows whose products are added at once: with 384 columns they stay in the second-level cache, and no power of two keeps panels from its same places.
    private const int BlockRows = 184;

    // Columns that are multiplied with those before them while these pass.
    private const int BlockColumns = 3 * PackedRows<double>.Group;

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
        using var packed = PackedRows<double>.Of(vectors);
        var transformed = new double[n][];
        Parallel.For(0, (n + PlacedRows - 1) / PlacedRows, () => new Room(d), (block, _, room) =>
        {
            Place(rows, block * PlacedRows, mean, packed, components, transformed, room);
            return room;
        }, room => room.Packed.Dispose());
        return new Pca(mean, vectors, eigen.Values, transformed);
    }

    /// <summary>A row [D] in the components' coordinates [K].</summary>
    public double[] Project(float[] row)
    {
        if (row.Length != Mean.Length) throw new ArgumentException($"A row of {row.Length} numbers; the components have {Mean.Length}.", nameof(row));
        var (place, room) = (new double[1][], new Room(Mean.Length));
        using var components = PackedRows<double>.Of(Components);
        Place([row], 0, Mean, components, Components.Length, place, room);
        room.Packed.Dispose();
        return place[0];
    }

    /// <summary>Places some of the rows, from one on.</summary>
    private static void Place<T>(T[][] rows, int from, double[] mean, PackedRows<double> components, int count, double[][] places, Room room)
        where T : struct, INumber<T>
    {
        var length = Math.Min(PlacedRows, rows.Length - from);
        for (var i = 0; i < length; i++)
        {
            Centre(rows[from + i], mean, room.Centred[i]);
            places[from + i] = new double[count];
        }
        room.Packed.Set(room.Centred.AsSpan(0, length));
        room.Packed.Multiply(0, length, components, count, (first, component, products) =>
        {
            for (var i = first; i < Math.Min(length, first + PackedRows<double>.Group); i++)
                products.Slice((i - first) * PackedRows<double>.Panel, Math.Min(PackedRows<double>.Panel, count - component))
                    .CopyTo(places[from + i].AsSpan(component));
        });
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
        if (row is float[] numbers) Vectors.Subtract(numbers, mean, into);
        else
        {
            Vectors.Widen<T>(row, into);
            Vectors.Add(into, mean, -1);
        }
    }

    private static double[][] Covariance<T>(T[][] rows, double[] mean) where T : struct, INumber<T>
    {
        var d = mean.Length;
        var groups = new double[Groups][][];
        Parallel.For(0, Groups, group =>
        {
            using var columns = new PackedRows<double>(d, BlockRows);
            var (sums, row) = (NewRows(d, d), new double[d]);
            for (var from = group * BlockRows; from < rows.Length; from += Groups * BlockRows)
            {
                for (var i = 0; i < BlockRows; i++)   // a block of fewer rows is filled up with zeros
                {
                    if (from + i < rows.Length) Centre(rows[from + i], mean, row);
                    else row.AsSpan().Clear();
                    columns.SetAcross(i, row);
                }
                AddProducts(columns, sums);
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

    /// <summary>Of columns with themselves and those before them.</summary>
    private static void AddProducts(PackedRows<double> columns, double[][] sums)
    {
        for (var from = 0; from < sums.Length; from += BlockColumns)
        {
            var to = Math.Min(sums.Length, from + BlockColumns);
            columns.Multiply(from, to, columns, to, (first, other, products) =>
            {
                for (var j = first; j < Math.Min(to, first + PackedRows<double>.Group); j++)
                {
                    var into = sums[j].AsSpan(other, Math.Min(PackedRows<double>.Panel, to - other));
                    Vectors.Add(into, products.Slice((j - first) * PackedRows<double>.Panel, into.Length));
                }
            });
        }
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

    /// <summary>For some rows on their way.</summary>
    private sealed class Room(int width)
    {
        public double[][] Centred { get; } = NewRows(PlacedRows, width);

        public PackedRows<double> Packed { get; } = new(PlacedRows, width);
    }
}
