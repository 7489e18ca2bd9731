namespace AlwaysOnPolicy.Evaluation.Statistics;

/// <summary>Agreement of two raters on the same items beyond what chance gives.</summary>
/// <remarks>Cohen 1960: κ = (pₒ − pₑ) / (1 − pₑ), pₒ the share of items on which the two agree, pₑ the sum over the labels of the product of the raters' own
/// shares. 1 is perfect, 0 is chance, below 0 is worse than chance.</remarks>
public static class CohenKappa
{
    /// <summary>Kappa of two raters who labelled the same items.</summary>
    /// <param name="first">One label an item.</param>
    /// <param name="second">The other rater's, in the same order.</param>
    /// <returns>In [−1, 1]; null where both always give the same single label, or there is no item: agreement beyond chance is not defined then.</returns>
    /// <exception cref="ArgumentException">The lists differ in length.</exception>
    public static double? Of<T>(IReadOnlyList<T> first, IReadOnlyList<T> second) where T : notnull
    {
        if (first.Count != second.Count) throw new ArgumentException($"{first.Count} labels and {second.Count}: both must be one per item.");
        var labels = first.Concat(second).Distinct().Index().ToDictionary(l => l.Item, l => l.Index);
        var counts = new int[labels.Count * labels.Count];
        foreach (var (one, other) in first.Zip(second)) counts[(labels[one] * labels.Count) + labels[other]]++;
        return Of(counts, labels.Count);
    }

    /// <param name="counts">Items by label, [first · labels + second].</param>
    /// <returns>As <see cref="Of{T}"/>.</returns>
    internal static double? Of(ReadOnlySpan<int> counts, int labels)
    {
        double items = 0, same = 0, chance = 0;
        for (var label = 0; label < labels; label++)
        {
            int row = 0, column = 0;
            for (var other = 0; other < labels; other++)
            {
                row += counts[(label * labels) + other];
                column += counts[(other * labels) + label];
            }
            items += row;
            same += counts[(label * labels) + label];
            chance += (double)row * column;
        }
        if (items == 0) return null;
        var (observed, expected) = (same / items, chance / (items * items));
        return expected >= 1 ? null : (observed - expected) / (1 - expected);
    }
}
