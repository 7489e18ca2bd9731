using AlwaysOnPolicy.Evaluation.Statistics;
using AlwaysOnPolicy.Reports.Records;

namespace AlwaysOnPolicy.Reports.Text;

/// <summary>Every arm against every other after the last iteration, for reports with more pairs than anybody reads one by one.</summary>
/// <param name="Arms">The arm that is ahead of the others on average comes first.</param>
internal sealed record PairMatrix(string Title, string Unit, IReadOnlyList<string> Arms,
    IReadOnlyDictionary<(string Row, string Column), PairMatrix.Entry> Entries)
{
    private const string Points = "points of win rate";

    /// <param name="Difference">Row minus column.</param>
    /// <param name="Told">Whether it holds after Holm's correction.</param>
    public sealed record Entry(double Difference, Interval Interval, bool Told)
    {
        public Entry Turned() => this with { Difference = -Difference, Interval = new(-Interval.High, -Interval.Low) };
    }

    /// <summary>Of a study the differences of gold over its seeds, of one run those of the win rates; none where there are few pairs.</summary>
    public static IReadOnlyList<PairMatrix> Of(ReportData data)
    {
        if (!data.HasManyPairs) return [];
        PairMatrix?[] matrices = data.Study is { Differences.Count: > 0 } study
            ?
            [
                Gold("Gold, all test questions", study.Differences.Select(d => (d.A, d.B, d.Iteration, d.Difference, d.Interval, d.Told))),
                Gold("Gold, weakest domains", study.Differences.Select(d => (d.A, d.B, d.Iteration, d.Weakest?.Mean ?? 0, d.Weakest?.Interval, d.WeakestTold))),
            ]
            : [WinRates("Win rates, all test questions", data.Compared), WinRates("Win rates, weakest domains", data.Weakest)];
        return [.. matrices.OfType<PairMatrix>()];
    }

    /// <summary>The difference in this table's unit, with a star where it is told from 0; empty where the two were not compared.</summary>
    public string Text(string row, string column) => Entries.TryGetValue((row, column), out var entry)
        ? (Unit == Points ? Numbers.Points(entry.Difference) : Numbers.SignedScore(entry.Difference)) + (entry.Told ? " *" : "")
        : "";

    /// <summary>The interval in this table's unit.</summary>
    public string Range(Entry entry) => "95 % interval " + (Unit == Points ? Numbers.Points(entry.Interval) : Numbers.SignedScore(entry.Interval));

    /// <summary>Which arms are told apart, best first: "AOP of vanilla and placebo".</summary>
    public IReadOnlyList<(string Arm, IReadOnlyList<string> Behind)> Ahead() =>
        [.. Arms.Select(a => (a, (IReadOnlyList<string>)[.. Arms.Where(b => Entries.TryGetValue((a, b), out var e) && e.Told && e.Difference > 0)]))
            .Where(p => p.Item2.Count > 0)];

    private static PairMatrix? WinRates(string title, IEnumerable<ComparisonRow> rows) =>
        Make(title, Points, rows.Select(c => (c.A, c.B, c.Iteration, c.NetWinRate, (Interval?)c.NetInterval, c.Told)));

    private static PairMatrix? Gold(string title, IEnumerable<(string A, string B, int Iteration, double Difference, Interval? Interval, bool Told)> rows) =>
        Make(title, "gold", rows);

    private static PairMatrix? Make(
        string title, string unit, IEnumerable<(string A, string B, int Iteration, double Difference, Interval? Interval, bool Told)> rows)
    {
        var last = rows.Where(r => r.Interval is not null).GroupBy(r => (r.A, r.B)).Select(g => g.MaxBy(r => r.Iteration)).ToArray();
        if (last.Length == 0) return null;
        var entries = new Dictionary<(string, string), Entry>();
        foreach (var r in last)
        {
            entries[(r.A, r.B)] = new(r.Difference, r.Interval!.Value, r.Told);
            entries[(r.B, r.A)] = entries[(r.A, r.B)].Turned();
        }
        string[] arms = [.. entries.Keys.Select(k => k.Item1).Distinct().OrderByDescending(
            a => entries.Where(e => e.Key.Item1 == a).Average(e => e.Value.Difference))];
        return new($"{title}, after iteration {last.Max(r => r.Iteration)}", unit, arms, entries);
    }
}
