using System.Numerics;
using System.Runtime.CompilerServices;
using Rows = AlwaysOnPolicy.Prompts.Vectors;

namespace AlwaysOnPolicy.Prompts.Clustering;

/// <summary>Eigenvalues of a symmetric matrix and the eigenvectors of the largest, in float64.</summary>
/// <remarks>Householder's reduction to three diagonals, then the QL method with implicit shifts (Golub and Van Loan, Matrix Computations, 8.3). All inner
/// loops go along rows.</remarks>
/// <param name="Values">[K], falling.</param>
/// <param name="Vectors">[K][D], of unit length.</param>
internal sealed record SymmetricEigen(double[] Values, double[][] Vectors)
{
    private const int MostSteps = 60;
    private const double Epsilon = 2.220446049250313e-16;

    /// <param name="matrix">[D][D]; it is overwritten.</param>
    /// <param name="count">K, at most D.</param>
    /// <exception cref="ArithmeticException">A number of the matrix is not finite.</exception>
    public static SymmetricEigen Of(double[][] matrix, int count)
    {
        var n = matrix.Length;
        var (diagonal, beside, scales) = (new double[n], new double[n], new double[n]);
        Reduce(matrix, diagonal, beside, scales);
        var vectors = new double[n][];
        for (var i = 0; i < n; i++) (vectors[i] = new double[n])[i] = 1;
        Diagonalise(diagonal, beside, vectors);

        int[] order = [.. Enumerable.Range(0, n).OrderByDescending(i => diagonal[i]).Take(count)];
        foreach (var i in order) Reflect(matrix, scales, vectors[i]);
        return new([.. order.Select(i => diagonal[i])], [.. order.Select(i => vectors[i])]);
    }

    /// <summary>The eigenvalues alone, in a fraction of the time.</summary>
    /// <param name="matrix">[D][D]; it is overwritten.</param>
    /// <returns>[D], in no order.</returns>
    /// <exception cref="ArithmeticException">A number of the matrix is not finite.</exception>
    public static double[] ValuesOf(double[][] matrix)
    {
        var n = matrix.Length;
        var (diagonal, beside) = (new double[n], new double[n]);
        Reduce(matrix, diagonal, beside, new double[n]);
        Diagonalise(diagonal, beside, []);
        return diagonal;
    }

    /// <summary>Leaves the reflections in the rows: row k's numbers behind the diagonal are v of I − scale · v · vᵀ.</summary>
    private static void Reduce(double[][] matrix, double[] diagonal, double[] beside, double[] scales)
    {
        var n = matrix.Length;
        var product = new double[n];
        for (var k = 0; k < n; k++)
        {
            diagonal[k] = matrix[k][k];
            if (k == n - 1) break;
            var v = matrix[k].AsSpan(k + 1);
            var length = Math.CopySign(Math.Sqrt(Rows.Dot<double>(v, v)), -v[0]);
            beside[k] = length;
            v[0] -= length;
            var square = Rows.Dot<double>(v, v);
            if (square == 0) continue;   // nothing stands beside the diagonal
            scales[k] = 2 / square;

            // A − v·wᵀ − w·vᵀ with w = p − (scale/2)(pᵀv)·v and p = scale · A·v.
            var w = product.AsSpan(k + 1);
            for (var i = 0; i < w.Length; i++) w[i] = scales[k] * Rows.Dot<double>(matrix[k + 1 + i].AsSpan(k + 1), v);
            Rows.Add(w, v, -scales[k] / 2 * Rows.Dot<double>(w, v));
            for (var i = 0; i < w.Length; i++)
            {
                var row = matrix[k + 1 + i].AsSpan(k + 1);
                Rows.Add(row, w, -v[i]);
                Rows.Add(row, v, -w[i]);
            }
        }
    }

    /// <param name="beside">Beside the diagonal: [i] between i and i + 1.</param>
    /// <param name="vectors">Rows that are turned as the matrix is; none where no vectors are asked.</param>
    private static void Diagonalise(double[] diagonal, double[] beside, double[][] vectors)
    {
        // Beside the matrix's size: where it has fewer dimensions than rows, diagonals are rounding errors, and nothing is small beside those.
        var negligible = Epsilon * Enumerable.Range(0, diagonal.Length).Max(i => Math.Abs(diagonal[i]) + Math.Abs(beside[i]));
        for (var first = 0; first < diagonal.Length; first++)
        {
            for (var step = 0; ; step++)
            {
                var last = first;
                while (last < diagonal.Length - 1 && !(Math.Abs(beside[last]) <= negligible)) last++;
                if (last == first) break;
                if (step == MostSteps) throw new ArithmeticException("Eigenvalues of a matrix whose numbers are not all finite.");
                Step(diagonal, beside, vectors, first, last);
            }
        }
    }

    /// <summary>One QL step on the part from first to last.</summary>
    private static void Step(double[] diagonal, double[] beside, double[][] vectors, int first, int last)
    {
        var half = (diagonal[first + 1] - diagonal[first]) / (2 * beside[first]);
        var g = diagonal[last] - diagonal[first] + (beside[first] / (half + Math.CopySign(Length(half, 1), half)));
        var (sine, cosine, shift) = (1.0, 1.0, 0.0);
        for (var i = last - 1; i >= first; i--)
        {
            var (f, b) = (sine * beside[i], cosine * beside[i]);
            var r = Length(f, g);
            beside[i + 1] = r;
            if (r == 0)
            {
                diagonal[i + 1] -= shift;
                beside[last] = 0;
                return;
            }
            (sine, cosine) = (f / r, g / r);
            g = diagonal[i + 1] - shift;
            r = ((diagonal[i] - g) * sine) + (2 * cosine * b);
            shift = sine * r;
            diagonal[i + 1] = g + shift;
            g = (cosine * r) - b;
            if (vectors.Length > 0) Turn(vectors[i], vectors[i + 1], sine, cosine);
        }
        diagonal[first] -= shift;
        beside[first] = g;
        beside[last] = 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Turn(double[] low, double[] high, double sine, double cosine)
    {
        var (s, c) = (new Vector<double>(sine), new Vector<double>(cosine));
        var i = 0;
        for (; i <= low.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            var (a, b) = (new Vector<double>(low, i), new Vector<double>(high, i));
            ((s * a) + (c * b)).CopyTo(high, i);
            ((c * a) - (s * b)).CopyTo(low, i);
        }
        for (; i < low.Length; i++) (low[i], high[i]) = ((cosine * low[i]) - (sine * high[i]), (sine * low[i]) + (cosine * high[i]));
    }

    /// <summary>From the reduced matrix's coordinates to the matrix's own.</summary>
    private static void Reflect(double[][] matrix, double[] scales, double[] vector)
    {
        for (var k = matrix.Length - 2; k >= 0; k--)
        {
            var v = matrix[k].AsSpan(k + 1);
            var part = vector.AsSpan(k + 1);
            Rows.Add(part, v, -scales[k] * Rows.Dot<double>(v, part));
        }
    }

    private static double Length(double a, double b) => double.Hypot(a, b);
}
