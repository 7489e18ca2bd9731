using System.Runtime.Intrinsics;
using Rows = AlwaysOnPolicy.Prompts.Vectors;

namespace AlwaysOnPolicy.Prompts.Clustering;

/// <summary>Eigenvalues of a symmetric matrix and the eigenvectors of the largest, in float64.</summary>
/// <remarks>Householder's reduction to three diagonals, then the QL method with implicit shifts (Golub and Van Loan, Matrix Computations, 8.3), whose turns
/// are kept for the vectors that are asked. All inner loops go along rows.</remarks>
/// <param name="Values">[K], falling.</param>
/// <param name="Vectors">[K][D], of unit length.</param>
internal sealed record SymmetricEigen(double[] Values, double[][] Vectors)
{
    private const int MostSteps = 60;
    private const double Epsilon = 2.220446049250313e-16;

    // A square whose inverse is still a number; what is left of a matrix of lower rank gets smaller with every reflection.
    private const double Nothing = 1e-290;

    /// <param name="matrix">[D][D]; it is overwritten.</param>
    /// <param name="count">K, at most D.</param>
    /// <exception cref="ArithmeticException">A number of the matrix is not finite.</exception>
    public static SymmetricEigen Of(double[][] matrix, int count)
    {
        var n = matrix.Length;
        var (diagonal, beside, scales) = (new double[n], new double[n], new double[n]);
        Reduce(matrix, diagonal, beside, scales);
        var turns = new List<Turn>(n * n);
        Diagonalise(diagonal, beside, turns);

        int[] order = [.. Enumerable.Range(0, n).OrderByDescending(i => diagonal[i]).Take(count)];
        var vectors = VectorsOf(order, n, turns);
        Parallel.ForEach(vectors, vector => Reflect(matrix, scales, vector));
        return new([.. order.Select(i => diagonal[i])], vectors);
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
        Diagonalise(diagonal, beside, null);
        return diagonal;
    }

    /// <summary>Reads the upper half alone, and leaves the reflections in it: row k's numbers behind the diagonal are v of I − scale · v · vᵀ.</summary>
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
            if (square < Nothing) continue;   // nothing stands beside the diagonal
            scales[k] = 2 / square;

            // A − v·wᵀ − w·vᵀ with w = p − (scale/2)(pᵀv)·v and p = scale · A·v.
            var w = product.AsSpan(k + 1);
            w.Clear();
            for (var i = 0; i < w.Length; i++)
            {
                var row = matrix[k + 1 + i].AsSpan(k + 1 + i);
                w[i] += Rows.Dot<double>(row, v[i..]);
                Rows.Add(w[(i + 1)..], row[1..], v[i]);
            }
            for (var i = 0; i < w.Length; i++) w[i] *= scales[k];
            Rows.Add(w, v, -scales[k] / 2 * Rows.Dot<double>(w, v));
            for (var i = 0; i < w.Length; i++)
            {
                var row = matrix[k + 1 + i].AsSpan(k + 1 + i);
                Rows.Add(row, w[i..], -v[i], v[i..], -w[i]);
            }
        }
    }

    /// <param name="beside">Beside the diagonal: [i] between i and i + 1.</param>
    /// <param name="turns">Gets how the matrix was turned; null where no vectors are asked.</param>
    private static void Diagonalise(double[] diagonal, double[] beside, List<Turn>? turns)
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
                Step(diagonal, beside, turns, first, last);
            }
        }
    }

    /// <summary>One QL step on the part from first to last.</summary>
    private static void Step(double[] diagonal, double[] beside, List<Turn>? turns, int first, int last)
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
            turns?.Add(new(i, sine, cosine));
        }
        diagonal[first] -= shift;
        beside[first] = g;
        beside[last] = 0;
    }

    /// <summary>The turns, from the last to the first, of the axes that were asked for: those of all others need not be known.</summary>
    private static double[][] VectorsOf(int[] axes, int size, List<Turn> turns)
    {
        var vectors = new double[axes.Length][];
        Parallel.ForEach(axes.Index().Chunk(Vector512<double>.Count), part =>
        {
            var columns = new double[size][];
            for (var i = 0; i < size; i++) columns[i] = new double[Vector512<double>.Count];
            for (var k = 0; k < part.Length; k++) columns[part[k].Item][k] = 1;
            for (var t = turns.Count - 1; t >= 0; t--) Undo(turns[t], columns[turns[t].Row], columns[turns[t].Row + 1]);
            for (var k = 0; k < part.Length; k++) vectors[part[k].Index] = Array.ConvertAll(columns, c => c[k]);
        });
        return vectors;
    }

    /// <param name="low">As many numbers as a vector has.</param>
    private static void Undo(Turn turn, double[] low, double[] high)
    {
        var (s, c) = (Vector512.Create(turn.Sine), Vector512.Create(turn.Cosine));
        var (a, b) = (Vector512.Create(low), Vector512.Create(high));
        ((c * a) + (s * b)).CopyTo(low);
        ((c * b) - (s * a)).CopyTo(high);
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

    /// <summary>Of a row and the one behind it.</summary>
    private readonly record struct Turn(int Row, double Sine, double Cosine);
}
