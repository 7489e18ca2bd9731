using System.Globalization;
using AlwaysOnPolicy.Evaluation.Agreement;
using AlwaysOnPolicy.Evaluation.Statistics;
using AlwaysOnPolicy.Experiments.Data;
using AlwaysOnPolicy.Reports.Records;
using AlwaysOnPolicy.Reports.Text;

namespace AlwaysOnPolicy.Experiments.RewardBench;

/// <summary>What a bench has to say, in the order of reading.</summary>
public static class BenchTables
{
    private const string Flag = " †";

    /// <summary>The tables of a bench: agreement with people, scores, and both by domain.</summary>
    public static IReadOnlyList<TextTable> Of(BenchReport report)
    {
        var tables = new List<TextTable> { Agreement(report.Table), Scores(report.Table), Domains(report.Table) };
        if (report.Table.Comparisons.Count > 0) tables.Add(Comparisons(report.Table));
        if (report.Table.DomainComparisons.Any(c => c.HolmP < BenchReport.Level)) tables.Add(DomainComparisons(report.Table));
        return tables;
    }

    /// <summary>Which model agrees most often, and whether that is more than chance; flags and what was left out.</summary>
    public static IReadOnlyList<string> Sentences(BenchReport report)
    {
        var table = report.Table;
        var best = table.Models.MaxBy(m => m.Agreement.Count)!;
        var sentences = new List<string>
        {
            $"{best.Name} agrees with people in {best.Agreement.Count} of {table.Pairs} pairs ({Numbers.Percent(best.Agreement.Share)}, 95 % interval " +
            $"{Numbers.Percents(best.Agreement.Interval)})"
                + (table.Models.Count == 1 ? "" : table.Models.Count(m => m.Agreement.Count == best.Agreement.Count) == 1
                    ? $", the most of {table.Models.Count} models" : ", and no other agrees more often")
                + (best.Agreement.Interval.Low > 0.5 ? "." : "; that is not shown to be more than a coin's half.")
                + (table.Models.Count > 1 ? $" {Against(table, best.Name)}" : ""),
        };
        if (table.Domains.Count > 1 && table.Models.Count > 1 && table.DomainComparisons.All(c => c.HolmP >= BenchReport.Level))
            sentences.Add($"In no domain is a difference between two models shown ({table.DomainComparisons.Count} McNemar tests, Holm's correction): the " +
                $"domains' best numbers name no winner.");
        sentences.AddRange(table.Models.Where(m => m.TrainedOn.Count > 0).Select(m =>
            $"† {m.Name} has seen data of this bench, which flatters it: {string.Join("; ", m.TrainedOn)}."));
        if (LengthLean.Warning(table.LongerPreferred) is { } lean) sentences.Add(lean);
        sentences.AddRange(report.Notes);
        if (report.Choice is { } choice)
            sentences.Add(choice.Why + (choice.File is { } file ? $" '{file}' uses it now (reward.model)." : ""));
        return sentences;
    }

    /// <summary>What was compared on what.</summary>
    public static IReadOnlyList<Fact> Facts(BenchReport report) =>
    [
        new("pairs", $"{report.Table.Pairs} in {report.Table.Domains.Count} domain{(report.Table.Domains.Count == 1 ? "" : "s")}"
            + (report.PairsPerDomain is { } most ? $", {most} drawn of each, seed {report.Seed}" : "")),
        .. report.Table.LongerPreferred is { } longer
            ? [new Fact("people prefer the longer answer in", $"{Numbers.Percent(longer.Share)} of {longer.Total} pairs ({Numbers.Percents(longer.Interval)})")]
            : Array.Empty<Fact>(),
        .. report.Models.Select(m => new Fact($"model {m.Name}", m.Folder)),
        .. report.Files.Select(f => new Fact("file", $"{f.Path} (sha256 {f.Sha256[..12]})")),
    ];

    private static TextTable Agreement(AgreementTable table) => new(
        "Agreement with people",
        $"Agreed: pairs, of {table.Pairs}, in which the answer that people preferred got the higher score; a tie is no agreement. Intervals are Wilson's, 95 " +
        "%. " +
        "Domain mean: each domain counts alike.",
        ["model", "agreed", "share", "95 %", "domain mean", "ties"], 1,
        [.. table.Models.Select(m => (IReadOnlyList<string>)[
            Name(m), Text(m.Agreement.Count), Numbers.Percent(m.Agreement.Share), Numbers.Percents(m.Agreement.Interval), Numbers.Percent(m.DomainMean),
                Text(m.Ties)])]);

    private static TextTable Scores(AgreementTable table) => new(
        "Length, confidence, time",
        "Longer: how often the model prefers the longer answer. Log-loss of σ(score difference), nats: a coin has 0.693. " +
        "ECE: gap between the model's confidence and how often it is right, ten bins. Ms: wall time a pair, loading left out.",
        ["model", "longer", "95 %", "log-loss", "ECE", "ms"], 1,
        [.. table.Models.Select(m => (IReadOnlyList<string>)[
            Name(m), Numbers.Percent(m.LongerPreferred?.Share ?? double.NaN), m.LongerPreferred is { } l ? Numbers.Percents(l.Interval) : "–",
            Numbers.Score(m.LogLoss), Numbers.Score(m.CalibrationError), Numbers.Plain(1000 * m.SecondsPerPair, "0.0")])]);

    private static TextTable Domains(AgreementTable table) => new(
        "Domain by domain", "Pairs that each model agreed on, in brackets the 95 % interval of the share, in %.",
        ["domain", "pairs", .. table.Models.Select(Name)], 1,
        [
            .. table.Domains.Select(d => (IReadOnlyList<string>)[d.Key, Text(d.Value), .. table.Models.Select(m => Cell(m.Domains[d.Key]))]),
            ["total", Text(table.Pairs), .. table.Models.Select(m => Cell(m.Agreement))],
            ["average", Numbers.Plain((double)table.Pairs / table.Domains.Count, "0.0"),
                .. table.Models.Select(m => Numbers.Plain((double)m.Agreement.Count / table.Domains.Count, "0.0"))],
        ], Repeated: 2);

    private static TextTable Comparisons(AgreementTable table) => new(
        "Model against model", "Only A, only B: pairs that one of the two alone agreed on. McNemar's exact test; " +
            $"p corrected by Holm for {table.Comparisons.Count} test{(table.Comparisons.Count == 1 ? "" : "s")}. Ahead: – where no difference is shown.",
        ["A", "B", "only A", "only B", "p", "p, Holm", "ahead"], 2,
        [.. table.Comparisons.Select(c => (IReadOnlyList<string>)[c.A, c.B, Text(c.OnlyA), Text(c.OnlyB), P(c.P), P(c.HolmP), c.HolmP >= BenchReport.Level
            ? "–" : c.OnlyA > c.OnlyB ? "A" : "B"])]);

    private static TextTable DomainComparisons(AgreementTable table) => new(
        "Differences within a domain", $"Only those that Holm's correction for all {table.DomainComparisons.Count} tests leaves. Alone: pairs that the one " +
        "ahead, and the one behind, alone agreed on.",
        ["domain", "ahead", "behind", "alone", "alone", "p, Holm"], 3,
        [
            .. table.DomainComparisons.Where(c => c.HolmP < BenchReport.Level)
                .Select(c => c.OnlyA > c.OnlyB ? c : c with { A = c.B, B = c.A, OnlyA = c.OnlyB, OnlyB = c.OnlyA })
                .Select(c => (IReadOnlyList<string>)[c.Domain!, c.A, c.B, Text(c.OnlyA), Text(c.OnlyB), P(c.HolmP)]),
        ]);

    private static string Against(AgreementTable table, string best)
    {
        var others = table.Comparisons.Where(c => c.A == best || c.B == best).ToLookup(c => c.HolmP < BenchReport.Level, c => c.A == best ? c.B : c.A);
        return string.Join(" ", new[]
        {
            others[true].Any() ? $"The difference from {string.Join(", ", others[true])} is shown." : "",
            others[false].Any() ? $"No difference from {string.Join(", ", others[false])} is shown." : "",
        }.Where(s => s.Length > 0));
    }

    private static string Name(ModelScores m) => m.TrainedOn.Count > 0 ? m.Name + Flag : m.Name;

    private static string Cell(Proportion p) =>
        string.Create(CultureInfo.InvariantCulture, $"{p.Count} ({100 * p.Interval.Low:0} to {100 * p.Interval.High:0})");

    internal static string P(double p) => p < 0.0005 ? "< 0.001" : Numbers.Plain(p, "0.000");

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
