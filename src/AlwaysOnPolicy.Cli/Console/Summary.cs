using AlwaysOnPolicy.Experiments.Reports;
using Spectre.Console;

namespace AlwaysOnPolicy.Cli.Console;

/// <summary>A finished run's tables.</summary>
internal static class Summary
{
    public static void Print(ReportData data, string page)
    {
        AnsiConsole.WriteLine();
        Print("Win rates", [.. data.Comparisons, .. data.Further]);
        if (data.Weakest.Count > 0) Print("Win rates in the weakest domains", data.Weakest);
        if (data.Arms.Any(a => a.Gold is not null)) PrintGold(data);
        if (data.Study is { } study) PrintStudy(study);
        AnsiConsole.WriteLine();
        AnsiConsole.WriteLine($"Report: {page}");
    }

    public static void PrintSeed(ulong seed, ReportData data) => AnsiConsole.WriteLine(
        $"seed {seed}: gold {string.Join("  ", data.Arms.GroupBy(a => a.Arm).Select(g => $"{g.Key} {string.Join(" ", g.Select(a => $"{a.Gold:0.000}"))}"))}");

    private static void Print(string title, IReadOnlyList<ComparisonRow> rows)
    {
        var table = new Table().Title(title).Border(TableBorder.Rounded).AddColumns("A", "B");
        foreach (var name in new[] { "iter.", "A wins [95 %]", "B wins", "ties", "failed", "A − B" }) table.AddColumn(new TableColumn(Markup.Escape(name)).RightAligned().NoWrap());
        foreach (var c in rows)
            table.AddRow(c.A, c.B, c.Iteration.ToString(), Markup.Escape($"{100 * c.AWinRate:0.0} [{100 * c.Interval.Low:0.0}–{100 * c.Interval.High:0.0}]"),
                $"{100.0 * c.BWins / c.Prompts:0.0}", $"{100.0 * c.Ties / c.Prompts:0.0}", c.Failed.ToString(),
                $"{100 * c.NetWinRate:+0.0;−0.0;0.0}" + (c.NetInterval.Contains(0) ? "  " : " *"));
        AnsiConsole.Write(table);
        AnsiConsole.WriteLine("In % of the judged answers. *: the 95 % interval of A − B does not hold 0.");
    }

    private static void PrintGold(ReportData data)
    {
        var table = new Table().Title("Gold score of the test answers").Border(TableBorder.Rounded).AddColumn("arm");
        foreach (var iteration in data.Arms.Select(a => a.Iteration).Distinct()) table.AddColumn(new TableColumn(iteration == 0 ? "SFT" : $"{iteration}").RightAligned());
        var sft = data.Arms.First(a => a.Iteration == 0);
        foreach (var arm in data.Arms.Where(a => a.Iteration > 0).GroupBy(a => a.Arm))
            table.AddRow([arm.Key, $"{sft.Gold:0.000}", .. arm.Select(a => $"{a.Gold:0.000}")]);
        AnsiConsole.Write(table);
    }

    private static void PrintStudy(StudyData study)
    {
        var table = new Table().Title($"Gold, A − B over {study.Seeds.Count} seeds").Border(TableBorder.Rounded).AddColumns("A", "B");
        foreach (var name in new[] { "iteration", "difference", "seeds ahead", "sign test p" }) table.AddColumn(new TableColumn(name).RightAligned());
        foreach (var d in study.Differences)
            table.AddRow(d.A, d.B, d.Iteration.ToString(), $"{d.Difference:+0.000;−0.000;0.000} ± {d.StandardError:0.000}", $"{d.Ahead} of {d.Ahead + d.Behind}", $"{d.SignTestP:0.###}");
        AnsiConsole.Write(table);
    }
}
