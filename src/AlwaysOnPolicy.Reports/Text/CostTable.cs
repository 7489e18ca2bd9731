using System.Globalization;
using AlwaysOnPolicy.Reports.Records;

namespace AlwaysOnPolicy.Reports.Text;

/// <summary>What each arm cost in all its iterations, as a table.</summary>
internal static class CostTable
{
    private static readonly string[] s_parts = ["probe", "author", "gate", "training"];

    private static readonly string[] s_columns =
        ["arm", "tokens generated", "tokens generated: probe", "tokens generated: gate", "tokens trained", "answers scored", "author's chat tokens",
            "judge's chat tokens", "processor s", .. s_parts.Select(p => $"processor s: {p}")];

    /// <summary>One row an arm; a column in which no arm has anything is left out.</summary>
    public static (IReadOnlyList<string> Columns, IReadOnlyList<(string Arm, IReadOnlyList<string> Cells)> Rows) Of(ReportData data)
    {
        (string Arm, string[] Cells)[] rows = [.. Rows(data)];
        int[] used = [.. Enumerable.Range(0, s_columns.Length - 1).Where(i => rows.Any(r => r.Cells[i].AsSpan().IndexOfAnyInRange('1', '9') >= 0))];
        return ([s_columns[0], .. used.Select(i => s_columns[i + 1])],
            [.. rows.Select(r => (r.Arm, (IReadOnlyList<string>)[.. used.Select(i => r.Cells[i])]))]);
    }

    private static IEnumerable<(string Arm, string[] Cells)> Rows(ReportData data) => data.Work.GroupBy(w => w.Arm).Select(arm =>
    {
        double Sum(Func<WorkRow, double> of, params string[] parts) => arm.Where(w => parts.Contains(w.Part)).Sum(of);
        string[] cells =
        [
            Numbers.Count(Sum(w => w.TokensGenerated, s_parts)), Numbers.Count(Sum(w => w.TokensGenerated, "probe")),
            Numbers.Count(Sum(w => w.TokensGenerated, "gate")), Numbers.Count(Sum(w => w.TokensTrained, s_parts)),
            Numbers.Count(Sum(w => w.AnswersScored, s_parts)), Numbers.Count(Sum(w => w.ChatTokens, s_parts)), Numbers.Count(Sum(w => w.ChatTokens, "judge")),
            Seconds(Sum(w => w.ProcessorSeconds, s_parts)),
            .. s_parts.Select(p => Seconds(Sum(w => w.ProcessorSeconds, p))),
        ];
        return (arm.Key, cells);
    });

    private static string Seconds(double seconds) => seconds.ToString("0.0", CultureInfo.InvariantCulture);
}
