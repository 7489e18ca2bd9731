using AlwaysOnPolicy.Evaluation.Statistics;

namespace AlwaysOnPolicy.Evaluation.Agreement;

/// <summary>A coefficient of agreement.</summary>
/// <param name="Items">On how many items it rests.</param>
/// <param name="Value">At most 1, 0 at chance; null where it is not defined.</param>
/// <param name="Interval">95 %, bootstrapped over the items, over the draws in which the coefficient is defined; null where it is not.</param>
public sealed record AgreementEstimate(int Items, double? Value, Interval? Interval)
{
    /// <param name="items">What is drawn, with replacement.</param>
    internal static AgreementEstimate Of<T>(IReadOnlyList<T> items, Func<IReadOnlyList<T>, double?> coefficient, ulong seed, int draws)
    {
        var value = coefficient(items);
        double[] drawn = value is null ? []
            : [.. ClusterBootstrap.Draws(items.Count, seed, draws).Select(draw => coefficient([.. draw.Select(i => items[i])])).OfType<double>()];
        return new(items.Count, value, drawn.Length == 0 ? null : Percentile.Middle(drawn, 0.95));
    }
}
