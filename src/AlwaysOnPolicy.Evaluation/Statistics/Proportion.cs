namespace AlwaysOnPolicy.Evaluation.Statistics;

/// <summary>Successes out of trials.</summary>
/// <param name="Count">Successes.</param>
/// <param name="Total">Trials.</param>
/// <param name="Share">Successes over trials, 0-1.</param>
/// <param name="Interval">Wilson's, 95 %; bootstrapped by cluster where trials are not independent.</param>
public sealed record Proportion(int Count, int Total, double Share, Interval Interval)
{
    /// <summary>A share with its interval.</summary>
    /// <returns>Null of no trials: such a share is not known.</returns>
    public static Proportion? Of(int count, int total) => total == 0 ? null : new(count, total, (double)count / total, Wilson.Interval(count, total));

    /// <summary>Of trials of which those with one cluster name (answers to one question) are not independent. With a trial a cluster it is Wilson's interval,
    /// and where all trials end alike, Wilson's over the clusters: a bootstrap would claim certainty.</summary>
    /// <param name="seed">Of the bootstrap's draws.</param>
    /// <returns>Null of no trials.</returns>
    /// <exception cref="ArgumentException">The lists differ in length.</exception>
    public static Proportion? Clustered(IReadOnlyList<bool> outcomes, IReadOnlyList<string> clusters, ulong seed = 0)
    {
        if (outcomes.Count != clusters.Count) throw new ArgumentException($"{outcomes.Count} outcomes, but {clusters.Count} cluster names.", nameof(clusters));
        var (count, distinct) = (outcomes.Count(o => o), clusters.Distinct(StringComparer.Ordinal).Count());
        if (Of(count, outcomes.Count) is not { } whole || distinct == outcomes.Count) return Of(count, outcomes.Count);
        var estimate = new ClusterBootstrap([.. outcomes.Select(o => o ? 1.0 : 0)], clusters).Mean(seed);
        return whole with
        {
            Interval = estimate.Interval.Low < estimate.Interval.High ? estimate.Interval : Wilson.Interval((int)Math.Round(whole.Share * distinct), distinct),
        };
    }
}
