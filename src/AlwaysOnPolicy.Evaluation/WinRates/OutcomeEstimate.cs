using AlwaysOnPolicy.Evaluation.Statistics;

namespace AlwaysOnPolicy.Evaluation.WinRates;

/// <summary>The mean of records' outcomes, bootstrapped by question.</summary>
internal static class OutcomeEstimate
{
    /// <param name="outcomes">From <paramref name="lowest"/> to 1, one a record.</param>
    /// <param name="questions">The question of each.</param>
    public static BootstrapEstimate Of(IReadOnlyList<double> outcomes, IReadOnlyList<string> questions, double lowest, ulong seed, int draws)
    {
        var bootstrap = new ClusterBootstrap(outcomes, questions);
        var estimate = bootstrap.Mean(seed, draws);
        return estimate.Interval.Low < estimate.Interval.High
            ? estimate : estimate with { Interval = Unvaried(estimate.Value, lowest, bootstrap.Clusters) };
    }

    // When all questions have the same outcome every draw is equal, and the bootstrap's interval would claim certainty. Wilson's does not:
    // it is taken on the scale from the lowest possible outcome (0 or -1) to 1.
    private static Interval Unvaried(double value, double lowest, int questions)
    {
        var width = 1 - lowest;
        var share = Wilson.Interval((int)Math.Round((value - lowest) / width * questions), questions);
        return new(lowest + (width * share.Low), lowest + (width * share.High));
    }
}
