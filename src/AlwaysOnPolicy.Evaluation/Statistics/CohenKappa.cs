namespace AlwaysOnPolicy.Evaluation.Statistics;

/// <summary>Agreement of two raters on the same items beyond what chance gives.</summary>
/// <remarks>Cohen 1960: κ = (pₒ − pₑ) / (1 − pₑ), pₒ the share of items on which the two agree, pₑ the sum over the labels of the product of the raters' own
/// shares. 1 is perfect, 0 is chance, below 0 is worse than chance.</remarks>
public static class CohenKappa
{
    /// <param name="first">One label an item.</param>
    /// <param name="second">The other rater's, in the same order.</param>
    /// <returns>In [−1, 1]; null where both always give the same single label, or there is no item: agreement beyond chance is not defined then.</returns>
    /// <exception cref="ArgumentException">The lists differ in length.</exception>
    public static double? Of<T>(IReadOnlyList<T> first, IReadOnlyList<T> second) where T : notnull
    {
        if (first.Count != second.Count) throw new ArgumentException($"{first.Count} labels and {second.Count}: both must be one per item.");
        if (first.Count == 0) return null;
        double items = first.Count;
        var observed = first.Zip(second).Count(p => p.First.Equals(p.Second)) / items;
        var others = second.CountBy(label => label).ToDictionary();
        var expected = first.CountBy(label => label).Sum(own => own.Value / items * (others.GetValueOrDefault(own.Key) / items));
        return expected >= 1 ? null : (observed - expected) / (1 - expected);
    }
}
