using AlwaysOnPolicy.Evaluation.Statistics;

namespace AlwaysOnPolicy.Evaluation.Agreement;

/// <summary>A model's row of the bench.</summary>
/// <param name="Name">The model's.</param>
/// <param name="Agreement">Pairs in which the answer that people preferred got the higher score, of all pairs.</param>
/// <param name="Domains">The same in each domain, by name.</param>
/// <param name="DomainMean">Mean of the domains' shares, each domain counting alike.</param>
/// <param name="Ties">Pairs whose answers got the same score: they count as no agreement.</param>
/// <param name="LongerPreferred">Pairs in which the model gives the longer answer the higher score, of those that differ in length and are no tie.</param>
/// <param name="LogLoss">Mean of −ln σ(margin), nats: 0.693 is a coin's.</param>
/// <param name="CalibrationError">ECE over ten bins of the confidence σ(|margin|) in the model's choice, ties left out; null when all are ties.</param>
/// <param name="ConfidenceAuc">How well that confidence tells right choices from wrong ones, <see cref="Calibration.RocAuc"/>; null also where all are right,
/// or none.</param>
/// <param name="SecondsPerPair">What scoring a pair took.</param>
/// <param name="TrainedOn">Data sets that the model is known to have been trained on.</param>
public sealed record ModelScores(
    string Name, Proportion Agreement, IReadOnlyDictionary<string, Proportion> Domains, double DomainMean, int Ties, Proportion? LongerPreferred,
    double LogLoss, double? CalibrationError, double? ConfidenceAuc, double SecondsPerPair, IReadOnlyList<string> TrainedOn)
{
    /// <summary>Counts a model's outcomes.</summary>
    /// <exception cref="ArgumentException">There is no pair.</exception>
    public static ModelScores Of(ModelOutcomes model)
    {
        var outcomes = model.Outcomes;
        if (outcomes.Count == 0) throw new ArgumentException($"The model '{model.Name}' has scored no pair.", nameof(model));
        var domains = new SortedDictionary<string, Proportion>(
            outcomes.GroupBy(o => o.Domain, StringComparer.Ordinal).ToDictionary(g => g.Key, g => Agreements([.. g])), StringComparer.Ordinal);
        PairOutcome[] chosen = [.. outcomes.Where(o => o.Margin != 0)];
        PairOutcome[] unlike = [.. chosen.Where(o => o.ExtraLength != 0)];
        var calibration = chosen.Length == 0 ? null : Calibration.Of([.. chosen.Select(o => Sigmoid(Math.Abs(o.Margin)))],
            [.. chosen.Select(o => o.Margin > 0)]);
        return new(
            model.Name, Agreements(outcomes), domains, domains.Values.Average(d => d.Share), outcomes.Count - chosen.Length,
            Proportion.Of(unlike.Count(o => o.Margin > 0 == o.ExtraLength > 0), unlike.Length),
            outcomes.Average(o => LossOf(o.Margin)),
            calibration?.ExpectedError, calibration?.RocAuc,
            model.SecondsPerPair, model.TrainedOn);
    }

    private static Proportion Agreements(IReadOnlyList<PairOutcome> outcomes) => Proportion.Of(outcomes.Count(o => o.Margin > 0), outcomes.Count)!;

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    /// <summary>−ln σ(margin) without overflow.</summary>
    private static double LossOf(double margin) => Math.Max(-margin, 0) + double.LogP1(Math.Exp(-Math.Abs(margin)));
}
