namespace AlwaysOnPolicy.Evaluation.Statistics;

/// <summary>Agreement of any number of raters beyond chance, of whom each may have left items out.</summary>
/// <remarks>Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability", section C, nominal labels: α = 1 − Dₒ/Dₑ with
/// Dₒ = Σᵤ (mᵤ² − Σ꜀ nᵤ꜀²) / (mᵤ − 1) and Dₑ = (n² − Σ꜀ n꜀²) / (n − 1), from the counts nᵤ꜀ of the label c on item u, over the items with
/// mᵤ ≥ 2 ratings; n is their sum.</remarks>
public static class KrippendorffAlpha
{
    /// <summary>Alpha of labels without an order; items may lack ratings.</summary>
    /// <param name="items">For each item the ratings that it has; one with fewer than two says nothing of agreement and does not count.</param>
    /// <returns>At most 1, 0 at chance; null where no item has two ratings, or only one label was ever given.</returns>
    public static double? Nominal<T>(IEnumerable<IReadOnlyCollection<T>> items) where T : notnull
    {
        var totals = new Dictionary<T, double>();
        var (observed, ratings) = (0.0, 0.0);
        foreach (var item in items.Where(i => i.Count >= 2))
        {
            double size = item.Count;
            var same = 0.0;
            foreach (var (label, count) in item.CountBy(label => label))
            {
                same += (double)count * count;
                totals[label] = totals.GetValueOrDefault(label) + count;
            }
            observed += ((size * size) - same) / (size - 1);
            ratings += size;
        }
        if (totals.Count < 2) return null;
        var expected = ((ratings * ratings) - totals.Values.Sum(n => n * n)) / (ratings - 1);
        return 1 - (observed / expected);
    }
}
