using AlwaysOnPolicy.Evaluation.Statistics;

namespace AlwaysOnPolicy.Evaluation.Agreement;

/// <summary>How well reward models agree with people: Table 1 of the paper, with what it takes to read it.</summary>
/// <param name="Pairs">How many pairs every model scored.</param>
/// <param name="Domains">How many of them are of each domain.</param>
/// <param name="LongerPreferred">Pairs in which people preferred the longer answer, of those that differ in length; null where none does.</param>
/// <param name="Models">In the order given.</param>
/// <param name="Comparisons">Every two models on all pairs.</param>
/// <param name="DomainComparisons">Every two models in each domain; empty where there is one domain.</param>
public sealed record AgreementTable(
    int Pairs, IReadOnlyDictionary<string, int> Domains, Proportion? LongerPreferred,
    IReadOnlyList<ModelScores> Models, IReadOnlyList<ModelComparison> Comparisons, IReadOnlyList<ModelComparison> DomainComparisons)
{
    /// <summary>The table of models that scored the same pairs.</summary>
    /// <exception cref="ArgumentException">There is no model or no pair, the models scored different pairs, or two share a name.</exception>
    public static AgreementTable Of(IReadOnlyList<ModelOutcomes> models)
    {
        if (models.Count == 0) throw new ArgumentException("A bench needs at least one model.", nameof(models));
        if (models.DistinctBy(m => m.Name).Count() != models.Count) throw new ArgumentException("Two models share a name.", nameof(models));
        var pairs = models[0].Outcomes;
        foreach (var model in models)
            if (!model.Outcomes.Select(o => o.PairId).SequenceEqual(pairs.Select(o => o.PairId)))
                throw new ArgumentException($"'{model.Name}' and '{models[0].Name}' scored different pairs.", nameof(models));

        var domains = new SortedDictionary<string, int>(pairs.CountBy(o => o.Domain).ToDictionary(), StringComparer.Ordinal);
        var unlike = pairs.Where(o => o.ExtraLength != 0).ToArray();
        return new(
            pairs.Count, domains, Proportion.Of(unlike.Count(o => o.ExtraLength > 0), unlike.Length), [.. models.Select(ModelScores.Of)],
            Compare(models, [null]), domains.Count < 2 ? [] : Compare(models, [.. domains.Keys]));
    }

    private static ModelComparison[] Compare(IReadOnlyList<ModelOutcomes> models, IReadOnlyList<string?> domains)
    {
        var comparisons = new List<ModelComparison>();
        foreach (var domain in domains)
            for (var a = 0; a < models.Count; a++)
                for (var b = a + 1; b < models.Count; b++)
                {
                    var both = models[a].Outcomes.Zip(models[b].Outcomes).Where(p => domain is null || p.First.Domain == domain).ToArray();
                    var onlyA = both.Count(p => p.First.Margin > 0 && !(p.Second.Margin > 0));
                    var onlyB = both.Count(p => p.Second.Margin > 0 && !(p.First.Margin > 0));
                    comparisons.Add(new(models[a].Name, models[b].Name, domain, onlyA, onlyB, McNemar.ExactP(onlyA, onlyB), 1));
                }
        return [.. comparisons.Zip(MultipleTesting.Holm([.. comparisons.Select(c => c.P)]), (c, p) => c with { HolmP = p })];
    }
}
