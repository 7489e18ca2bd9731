namespace AlwaysOnPolicy.Evaluation.Statistics;

/// <summary>The win rate that is to be expected if both answers were of one length: judges favour the longer one.</summary>
/// <param name="Value">σ(<paramref name="Intercept"/>), 0 to 1.</param>
/// <param name="Raw">The mean preference, 0 to 1.</param>
/// <param name="Intercept">Log-odds of a win at equal length.</param>
/// <param name="Slope">What tanh(Δ/sd) adds to the log-odds: above 0 the judge favours A's answers where they are longer.</param>
/// <param name="LengthDeviation">Standard deviation of the differences of length, in their unit.</param>
/// <param name="Interval">Of <paramref name="Value"/>: Wald's on the scale of log-odds, by the inverse of the information. It takes the records as
/// independent.</param>
/// <remarks>The minimal form of Dubois et al. 2024, "Length-Controlled AlpacaEval": logit P(win) = α + β · tanh(Δlength / sd), by maximum likelihood without a
/// penalty, predicted at Δlength = 0. AlpacaEval 2 adds a term an instruction, which it knows for its own questions only.</remarks>
public sealed record LengthControlledWinRate(
    double Value, double Raw, double Intercept, double Slope, double LengthDeviation, Interval Interval)
{
    private const int MostSteps = 100;

    /// <summary>Fits the regression to records.</summary>
    /// <param name="preferences">Of each record: 1 where A is preferred, 0 where B is, 0.5 for a tie.</param>
    /// <param name="lengthDifferences">A's length minus B's, in any unit.</param>
    /// <param name="ddof">What is taken from the number of records in the standard deviation: 1, or 0.</param>
    /// <returns>Null where no finite coefficients are the likeliest: one side wins all, or length alone tells who wins.</returns>
    /// <exception cref="ArgumentException">There are fewer than two records, the lists differ in length, or a preference lies outside of 0 to 1.</exception>
    public static LengthControlledWinRate? Of(
        IReadOnlyList<double> preferences, IReadOnlyList<double> lengthDifferences, int ddof = 1, double confidence = 0.95)
    {
        if (preferences.Count < 2 || preferences.Count != lengthDifferences.Count)
            throw new ArgumentException($"{preferences.Count} preferences and {lengthDifferences.Count} differences: both must be one a record, at least two.");
        if (preferences.Any(p => p is not (>= 0 and <= 1))) throw new ArgumentException("A preference lies from 0 to 1.", nameof(preferences));
        var centre = lengthDifferences.Average();
        var deviation = Math.Sqrt(lengthDifferences.Sum(d => (d - centre) * (d - centre)) / (preferences.Count - ddof));
        double[] x = [.. lengthDifferences.Select(d => deviation > 0 ? Math.Tanh(d / deviation) : 0)];
        if (Fit(preferences, x) is not { } fit) return null;
        var half = MathNet.Numerics.Distributions.Normal.InvCDF(0, 1, (1 + confidence) / 2) * fit.InterceptError;
        return new(Sigmoid(fit.Intercept), preferences.Average(), fit.Intercept, fit.Slope, deviation,
            new(Sigmoid(fit.Intercept - half), Sigmoid(fit.Intercept + half)));
    }

    /// <summary>Newton's method. Without a spread of lengths the slope has no information and stays 0.</summary>
    private static (double Intercept, double Slope, double InterceptError)? Fit(IReadOnlyList<double> y, double[] x)
    {
        var sloped = x.Any(v => v != x[0]);
        var (a, b) = (0.0, 0.0);
        for (var step = 0; step < MostSteps; step++)
        {
            var (ga, gb, haa, hab, hbb) = (0.0, 0.0, 0.0, 0.0, 0.0);
            for (var i = 0; i < x.Length; i++)
            {
                var p = Sigmoid(a + (b * x[i]));
                var weight = p * (1 - p);
                (ga, gb) = (ga + y[i] - p, gb + ((y[i] - p) * x[i]));
                (haa, hab, hbb) = (haa + weight, hab + (weight * x[i]), hbb + (weight * x[i] * x[i]));
            }
            if (!sloped) (gb, hab, hbb) = (0, 0, 1);
            var determinant = (haa * hbb) - (hab * hab);
            var (da, db) = (((hbb * ga) - (hab * gb)) / determinant, ((haa * gb) - (hab * ga)) / determinant);
            if (!double.IsFinite(da) || !double.IsFinite(db) || Math.Abs(a + da) + Math.Abs(b + db) > 30) return null;   // runs off to infinity
            (a, b) = (a + da, b + db);
            if (Math.Abs(da) + Math.Abs(db) < 1e-12) return (a, b, Math.Sqrt(hbb / determinant));
        }
        return null;
    }

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
}
