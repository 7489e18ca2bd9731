using MathNet.Numerics.LinearAlgebra;

namespace AlwaysOnPolicy.Prompts.Clustering;

/// <summary>Principal components by the singular value decomposition of the centred data.</summary>
/// <param name="Mean">[D].</param>
/// <param name="Components">[K][D], by falling variance. Each one's largest entry (by size) is positive, so that the signs are determined.</param>
/// <param name="ExplainedVariance">[K], unbiased (n − 1).</param>
/// <param name="Transformed">[N][K]: the rows in the components' coordinates.</param>
public sealed record Pca(double[] Mean, double[][] Components, double[] ExplainedVariance, double[][] Transformed)
{
    /// <summary>The directions in which rows vary most.</summary>
    /// <exception cref="ArgumentException">More components are asked than rows or columns allow.</exception>
    public static Pca Fit(double[][] rows, int components)
    {
        var (n, d) = (rows.Length, rows[0].Length);
        if (components > Math.Min(n, d)) throw new ArgumentException($"{components} components of {n} rows of {d} numbers.", nameof(components));
        double[] mean = [.. Enumerable.Range(0, d).Select(j => rows.Average(r => r[j]))];
        var centred = Matrix<double>.Build.Dense(n, d, (i, j) => rows[i][j] - mean[j]);

        // The eigenvectors of the covariance: D × D, however many rows there are.
        var eigen = centred.TransposeThisAndMultiply(centred).Divide(n - 1).Evd(Symmetricity.Symmetric);
        var order = Enumerable.Range(0, d).OrderByDescending(i => eigen.EigenValues[i].Real).Take(components).ToArray();
        double[][] vectors = [.. order.Select(i => WithSign(eigen.EigenVectors.Column(i).ToArray()))];
        var projected = centred * Matrix<double>.Build.DenseOfColumnArrays(vectors);
        return new Pca(mean, vectors, [.. order.Select(i => eigen.EigenValues[i].Real)], projected.ToRowArrays());
    }

    /// <summary>A row [D] in the components' coordinates [K].</summary>
    public double[] Project(IReadOnlyList<float> row)
    {
        if (row.Count != Mean.Length) throw new ArgumentException($"A row of {row.Count} numbers; the components have {Mean.Length}.", nameof(row));
        return Array.ConvertAll(Components, c => c.Select((v, j) => v * (row[j] - Mean[j])).Sum());
    }

    private static double[] WithSign(double[] vector)
    {
        var largest = vector.MaxBy(Math.Abs);
        return largest < 0 ? [.. vector.Select(v => -v)] : vector;
    }
}
