namespace AlwaysOnPolicy.Evaluation.Statistics;

/// <summary>Agreement of several raters beyond chance, where every item has the same number of ratings. With missing ratings:
/// <see cref="KrippendorffAlpha"/>.</summary>
/// <remarks>Fleiss 1971: κ = (P̄ − P̄ₑ) / (1 − P̄ₑ), P̄ the mean over the items of the share of agreeing pairs of raters, P̄ₑ the sum of the squared shares of
/// the labels.</remarks>
public static class FleissKappa
{
    /// <summary>Kappa of several raters, the same number for each item.</summary>
    /// <param name="counts">For each item how many raters gave each label, the labels in one order.</param>
    /// <returns>At most 1; null where only one label was ever given, or there is no item.</returns>
    /// <exception cref="ArgumentException">Items have different numbers of labels or of ratings, or fewer than two ratings.</exception>
    public static double? Of(IReadOnlyList<IReadOnlyList<int>> counts)
    {
        if (counts.Count == 0) return null;
        var raters = counts[0].Sum();
        if (raters < 2) throw new ArgumentException($"Agreement needs two ratings an item or more, not {raters}.", nameof(counts));
        if (counts.Any(item => item.Count != counts[0].Count || item.Sum() != raters || item.Any(n => n < 0)))
            throw new ArgumentException("Every item needs a count for each label, and as many ratings as the others.", nameof(counts));
        double ratings = (double)counts.Count * raters;
        var agreement = counts.Average(item => item.Sum(n => n * (n - 1.0)) / (raters * (raters - 1.0)));
        var expected = Enumerable.Range(0, counts[0].Count).Sum(label => Math.Pow(counts.Sum(item => item[label]) / ratings, 2));
        return expected >= 1 ? null : (agreement - expected) / (1 - expected);
    }
}
