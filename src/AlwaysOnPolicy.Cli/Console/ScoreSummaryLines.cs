using System.Globalization;
using AlwaysOnPolicy.Experiments.RewardScoring;
using AlwaysOnPolicy.Reports.Text;

namespace AlwaysOnPolicy.Cli.Console;

/// <summary>Scored answers in the terminal.</summary>
internal static class ScoreSummaryLines
{
    private const int BarWidth = 40;
    private static readonly string[] s_names = [.. ScoreDistribution.Shares.Select(s => s switch
    {
        0 => "min",
        1 => "max",
        _ => string.Create(CultureInfo.InvariantCulture, $"{100 * s:0} %"),
    })];

    public static IEnumerable<string> Of(ScoreSummary summary) =>
    [
        .. Table(summary),
        "",
        .. Histogram(summary.Histogram),
        "",
        summary.LengthCorrelation is { } length
            ? $"Rank correlation with the answers' length: {Numbers.SignedScore(length.Value)} (95 %: {Numbers.SignedScore(length.Interval)})."
            : "Rank correlation with the answers' length: not defined, since too few answers or rewards differ.",
        .. summary.Warnings.Select(w => $"warning: {w}"),
    ];

    private static IEnumerable<string> Table(ScoreSummary summary)
    {
        string[][] rows =
        [
            ["", "answers", "mean", "95 % interval", "sd", .. s_names],
            Row("all", summary.All),
            .. summary.Domains.Select(d => Row(VisibleText.Of(d.Key), d.Value)),
        ];
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(c => rows.Max(r => r[c].Length))];
        return rows.Select(r => string.Join("  ", r.Select((cell, c) => c == 0 ? cell.PadRight(widths[c]) : cell.PadLeft(widths[c]))));
    }

    private static string[] Row(string name, ScoreDistribution d) =>
    [
        name, Numbers.Count(d.Answers), Numbers.Score(d.Mean), Numbers.Score(d.Interval), Numbers.Score(d.StandardDeviation),
        .. d.Quantiles.Select(q => Numbers.Score(q)),
    ];

    private static IEnumerable<string> Histogram(IReadOnlyList<ScoreBin> bins)
    {
        var most = bins.Max(b => b.Answers);
        var (from, to) = (bins.Max(b => Numbers.Score(b.From).Length), bins.Max(b => Numbers.Score(b.To).Length));
        return bins.Select(b =>
            $"{Numbers.Score(b.From).PadLeft(from)} to {Numbers.Score(b.To).PadLeft(to)} |" +
            $"{new string('█', (int)Math.Ceiling((double)BarWidth * b.Answers / most))} {Numbers.Count(b.Answers)}");
    }
}
