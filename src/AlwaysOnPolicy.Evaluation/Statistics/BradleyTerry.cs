using MathNet.Numerics.LinearAlgebra;

namespace AlwaysOnPolicy.Evaluation.Statistics;

/// <summary>One strength for each item from comparisons in pairs: P(i beats j) = σ(sᵢ − sⱼ).</summary>
/// <remarks>Bradley and Terry 1952, by maximum likelihood (Newton's method; the log-likelihood is concave). It is finite where no group of items won or lost
/// every comparison with the rest (Ford 1957).</remarks>
public static class BradleyTerry
{
    private const int MostSteps = 100;

    /// <summary>The likeliest strengths of competitors, where i beats j with probability 1 / (1 + exp(sⱼ − sᵢ)).</summary>
    /// <param name="wins">[i][j]: how often i beat j; a tie is half a win for each. The diagonal is 0.</param>
    /// <returns>sᵢ in log-odds, their mean 0; null where no finite strengths are the likeliest. In Elo's unit: 1000 + 400 / ln 10 · s.</returns>
    /// <exception cref="ArgumentException">There is no item, the table is not square, or a count is negative.</exception>
    public static double[]? LogStrengths(IReadOnlyList<IReadOnlyList<double>> wins)
    {
        var n = wins.Count;
        if (n == 0 || wins.Any(row => row.Count != n || row.Any(w => w is not (>= 0 and < double.PositiveInfinity))))
            throw new ArgumentException("Wins are a square table of counts, one row and one column an item.", nameof(wins));
        if (n == 1) return [0];
        if (!Reaches(n, (i, j) => wins[i][j] > 0) || !Reaches(n, (i, j) => wins[j][i] > 0)) return null;

        var strengths = Vector<double>.Build.Dense(n);
        for (var step = 0; step < MostSteps; step++)
        {
            // The mean is free; 1/n in every cell of the information fixes it at 0.
            var (gradient, information) = (Vector<double>.Build.Dense(n), Matrix<double>.Build.Dense(n, n, 1.0 / n));
            for (var i = 0; i < n; i++)
                for (var j = i + 1; j < n; j++)
                {
                    var (games, p) = (wins[i][j] + wins[j][i], 1 / (1 + Math.Exp(strengths[j] - strengths[i])));
                    var (surplus, weight) = (wins[i][j] - (games * p), games * p * (1 - p));
                    gradient[i] += surplus;
                    gradient[j] -= surplus;
                    information[i, i] += weight;
                    information[j, j] += weight;
                    information[i, j] -= weight;
                    information[j, i] -= weight;
                }
            var move = information.Solve(gradient);
            var largest = move.AbsoluteMaximum();
            strengths += move / Math.Max(1, largest);   // a longer step than 1 may overshoot
            if (largest < 1e-10) return [.. strengths];
        }
        return null;
    }

    /// <summary>Whether every item can be reached from the first.</summary>
    private static bool Reaches(int items, Func<int, int, bool> leads)
    {
        HashSet<int> seen = [0];
        var open = new Stack<int>(seen);
        while (open.TryPop(out var i))
            for (var j = 0; j < items; j++)
                if (leads(i, j) && seen.Add(j)) open.Push(j);
        return seen.Count == items;
    }
}
