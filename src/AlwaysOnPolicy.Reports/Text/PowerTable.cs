using AlwaysOnPolicy.Evaluation.Statistics;
using AlwaysOnPolicy.Reports.Records;

namespace AlwaysOnPolicy.Reports.Text;

/// <summary>Which differences the last iteration's comparisons could have seen, and how many test questions the difference that they saw needs.</summary>
internal static class PowerTable
{
    /// <summary>Null in a study, whose intervals come from the spread over seeds, and where nothing was compared.</summary>
    public static FigureTable? Of(ReportData data)
    {
        ComparisonRow[] rows = [.. data.Compared.Where(c => c.Questions > 0 && c.Prompts > c.Failed)
            .GroupBy(c => (c.A, c.B)).Select(g => g.MaxBy(c => c.Iteration)!)];
        if (rows.Length == 0 || data.Study is not null) return null;
        var tests = data.Compared.Count() + data.Weakest.Count;
        return new("What could have been seen",
            $"The smallest difference that so many test questions show with a chance of 80 %, given how many verdicts named a winner: alone, and at worst " +
            $"after Holm's correction for the {tests} comparisons of this report. The last column is how many questions the difference that was seen would " +
            "need to show alone with that chance, if it is the true one.",
            ["A", "B", "iteration", "questions", "A − B, seen", "could be seen alone", "after correction", "questions for the one seen"], 2,
            [.. rows.Select(c => Row(c, tests))]);
    }

    private static IReadOnlyList<Figure> Row(ComparisonRow c, int tests)
    {
        string Seen(double level) => $"{Numbers.Points(WinRatePower.Difference(c.Questions, c.Decided, level)).TrimStart('+')} points";
        return
        [
            Figure.Of(c.A), Figure.Of(c.B), $"{c.Iteration}", Numbers.Count(c.Questions),
            new Figure($"{Numbers.Points(c.NetWinRate)} points", Numbers.Points(c.NetInterval)), Seen(ComparisonRow.Level), Seen(ComparisonRow.Level / tests),
            c.NetWinRate == 0 ? "–" : Numbers.Count(WinRatePower.Prompts(c.NetWinRate, Math.Max(Math.Abs(c.NetWinRate), c.Decided))),
        ];
    }
}
