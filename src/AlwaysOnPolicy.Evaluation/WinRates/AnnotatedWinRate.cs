namespace AlwaysOnPolicy.Evaluation.WinRates;

/// <summary>The win rates that AlpacaEval takes of an annotation file.</summary>
/// <param name="Count">Annotations with a preference; the others are left out.</param>
/// <param name="WinRate">Mean of preference − 1, 0 to 1: how often the second answer is preferred, an annotator's probabilities counting as they
/// are.</param>
/// <param name="StandardError">Of <paramref name="WinRate"/>: deviation (n − 1) over √n; null of fewer than two.</param>
/// <param name="Discrete">Every preference goes to the nearer answer first; one of 1.5 is half a win.</param>
public sealed record AnnotatedWinRate(int Count, double WinRate, double? StandardError, double Discrete)
{
    /// <summary>The rate of AlpacaEval's preferences.</summary>
    /// <param name="preferences">1 to 2; null where there is none.</param>
    /// <returns>Null without any preference.</returns>
    public static AnnotatedWinRate? Of(IReadOnlyCollection<double?> preferences)
    {
        double[] shares = [.. preferences.OfType<double>().Select(p => p - 1)];
        if (shares.Length == 0) return null;
        var mean = shares.Average();
        return new(shares.Length, mean,
            shares.Length < 2 ? null : Math.Sqrt(shares.Sum(s => (s - mean) * (s - mean)) / (shares.Length - 1) / shares.Length),
            shares.Average(s => s > 0.5 ? 1 : s < 0.5 ? 0 : 0.5));
    }
}
