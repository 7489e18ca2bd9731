using System.Globalization;
using AlwaysOnPolicy.Experiments.Loop;
using AlwaysOnPolicy.Experiments.Sources;
using AlwaysOnPolicy.Reports.Records;
using AlwaysOnPolicy.Reports.Text;
using Spectre.Console;

namespace AlwaysOnPolicy.Cli.Console;

/// <summary>A finished run's tables.</summary>
internal static class Summary
{
    /// <param name="run">The run's folder; null of several runs together.</param>
    public static void Print(ReportData data, string page, string? run = null)
    {
        AnsiConsole.WriteLine();
        if (data.HasManyPairs) PairSummary.Print(AnsiConsole.Console, data);
        else PrintPairs(data);
        if (data.Arms.Any(a => a.Gold is not null)) PrintMeasure("Gold score of the test answers", data, a => a.Gold);
        else if (data.Arms.Any(a => a.ProbeReward is not null)) PrintMeasure("Mean reward of the probe answers", data, a => a.ProbeReward);
        if (data.Study is { Differences.Count: > 0 } study && !data.HasManyPairs) PrintStudy(study);
        System.Console.WriteLine();
        if (data.Study is { } seeds && Study.FewSeeds(seeds.Seeds.Count) is { } few) System.Console.WriteLine($"{few}\n");
        if (run is not null) PrintPolicies(run);
        System.Console.WriteLine($"Report: {page}");   // not by the console that wraps: a path must stay whole
    }

    /// <summary>Where the policies of a run are, and how the last is asked something.</summary>
    public static void PrintPolicies(string run)
    {
        var names = RunPolicies.In(run);
        if (names.Count == 0) return;
        var arm = names[0][..(names[0].LastIndexOf('-') + 1)];
        System.Console.WriteLine($"Policies: {Path.Combine(Path.GetFullPath(run), RunPolicies.Folder)}");
        System.Console.WriteLine($"Ask one: aop chat {RunPolicies.Place(run, names.Last(n => n[..(n.LastIndexOf('-') + 1)] == arm))}");
    }

    /// <summary>One seed of several, on a line.</summary>
    public static void PrintSeed(ulong seed, ReportData data)
    {
        var gold = data.Arms.Any(a => a.Gold is not null);
        var last = data.Arms.Where(a => a.Iteration > 0).GroupBy(a => a.Arm).Select(g => g.MaxBy(a => a.Iteration)!).ToArray();
        var line = $"seed {seed}: {(gold ? "gold" : "probe reward")} after iteration {last.Max(a => a.Iteration)}: " +
            string.Join(", ", last.Select(a => string.Create(CultureInfo.InvariantCulture, $"{a.Arm} {(gold ? a.Gold : a.ProbeReward):0.000}")));
        if (System.Console.IsOutputRedirected) System.Console.WriteLine(line);
        else AnsiConsole.WriteLine(line);   // which breaks it between words
    }

    private static void PrintPairs(ReportData data)
    {
        IReadOnlyList<ComparisonRow> compared = [.. data.Compared];
        if (compared.Count == 0) return;
        Print("Win rates, all test questions", compared);
        if (data.Weakest.Count > 0) Print("Win rates, weakest domains", data.Weakest);
        System.Console.WriteLine("In % of the judged answers. *: A − B is told from 0 after Holm's correction for all comparisons.\n");
    }

    private static void Print(string title, IReadOnlyList<ComparisonRow> rows)
    {
        var (turned, failed) = (rows.Any(c => c.Inconsistent > 0), rows.Any(c => c.Failed > 0));
        var table = new Table().Title(title).Border(TableBorder.Rounded).AddColumns("A", "B");
        string[] columns = ["iter.", "A won [95 %]", "B won", "tied", .. turned ? ["turned"] : Array.Empty<string>(),
            .. failed ? ["failed"] : Array.Empty<string>(), "A − B"];
        foreach (var name in columns) table.AddColumn(new TableColumn(Markup.Escape(name)).RightAligned().NoWrap());
        foreach (var c in rows)
        {
            string[] cells =
            [
                c.A, c.B, $"{c.Iteration}", $"{100 * c.AWinRate:0.0} [{100 * c.Interval.Low:0.0}–{100 * c.Interval.High:0.0}]",
                    $"{100.0 * c.BWins / c.Prompts:0.0}",
                $"{100.0 * c.Ties / c.Prompts:0.0}",
                .. turned ? [$"{100.0 * c.Inconsistent / c.Prompts:0.0}"] : Array.Empty<string>(), .. failed ? [$"{c.Failed}"] : Array.Empty<string>(),
                $"{100 * c.NetWinRate:+0.0;−0.0;0.0}{(c.Told ? " *" : "  ")}",
            ];
            table.AddRow([.. cells.Select(Markup.Escape)]);
        }
        AnsiConsole.Write(table);
    }

    private static void PrintMeasure(string title, ReportData data, Func<ArmRow, double?> measure)
    {
        var table = new Table().Title(title).Border(TableBorder.Rounded).AddColumn("arm");
        foreach (var iteration in data.Arms.Select(a => a.Iteration).Distinct())
            table.AddColumn(new TableColumn(iteration == 0 ? "SFT" : $"{iteration}").RightAligned());
        var sft = data.Arms.First(a => a.Iteration == 0);
        foreach (var arm in data.Arms.Where(a => a.Iteration > 0).GroupBy(a => a.Arm))
            table.AddRow([arm.Key, Numbers.Score(measure(sft)), .. arm.Select(a => Numbers.Score(measure(a)))]);
        AnsiConsole.Write(table);
    }

    private static void PrintStudy(StudyData study)
    {
        var table = new Table().Title($"Gold, A − B over {study.Seeds.Count} seeds").Border(TableBorder.Rounded).AddColumns("A", "B");
        foreach (var name in new[] { "iter.", "mean ± std. error", "seeds ahead", "sign test p" })
            table.AddColumn(new TableColumn(name).RightAligned().NoWrap());
        foreach (var d in study.Differences)
            table.AddRow(d.A, d.B, $"{d.Iteration}", $"{Numbers.SignedScore(d.Difference)} ± {Numbers.Score(d.StandardError)}",
                $"{d.Ahead} of {d.Ahead + d.Behind}",
                $"{d.SignTestP:0.###}");
        AnsiConsole.Write(table);
    }
}
