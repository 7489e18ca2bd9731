namespace AlwaysOnPolicy.Evaluation.Statistics;

/// <summary>Successes out of trials.</summary>
/// <param name="Interval">Wilson's, 95 %.</param>
public sealed record Proportion(int Count, int Total, double Share, Interval Interval)
{
    /// <returns>Null of no trials: such a share is not known.</returns>
    public static Proportion? Of(int count, int total) => total == 0 ? null : new(count, total, (double)count / total, Wilson.Interval(count, total));
}
