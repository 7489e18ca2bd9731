using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Reports.Records;
using AlwaysOnPolicy.Reports.Text;

namespace AlwaysOnPolicy.Experiments.Comparing;

/// <summary>What sets kinds of runs apart, as tables: settings, paired differences, who is ahead in each, costs, reward by domain.</summary>
internal static class ComparisonTables
{
    private static readonly string[] s_ownOfRun = ["name", "seed"];

    public static IReadOnlyList<FigureTable> Of(IReadOnlyList<ComparedRuns> groups) =>
        [.. new[] { Settings(groups), Differences(groups), Ahead(groups), Costs(groups), Domains(groups) }.Where(t => t.Rows.Count > 0)];

    /// <summary>Why a kind of table that one would look for is not there; null where it is.</summary>
    public static string? Missing(IReadOnlyList<ComparedRuns> groups) => groups.Count < 2 || RunDifferences.Of(groups).Count > 0 ? null
        : "No paired difference can be told: the runs were asked other questions, have no seeds or arms in common, are single runs that ended after " +
            "different iterations, or were reported by an earlier version (running them again writes the report anew).";

    private static FigureTable Settings(IReadOnlyList<ComparedRuns> groups)
    {
        ComparedRuns[] known = [.. groups.Where(g => g.Runs[0].Settings is not null)];
        return new("Settings that differ", "Of the first run of each kind; titles, seeds and what changes no " +
            "result but the speed are in each run's own report.",
            ["setting", .. known.Select(g => g.Label)], 1 + known.Length, known.Length < 2 ? [] :
            [
                .. SettingsDifference.Among([.. known.Select(g => g.Runs[0].Settings!)])
                    .Where(d => !s_ownOfRun.Contains(d.Key) && !d.Key.StartsWith("compute.", StringComparison.Ordinal))
                    .Select(d => (IReadOnlyList<Figure>)[d.Key, .. d.Values.Select(v => new Figure(v))]),
            ]);
    }

    private static FigureTable Differences(IReadOnlyList<ComparedRuns> groups)
    {
        var all = RunDifferences.Of(groups);
        return new("Kind against kind", "A minus B, in pairs: over the seeds that both have, or, of one run each, over the questions that both were asked. " +
            $"Told: p by Student's t is below 0.05 after Holm's correction for the {all.Count} differences of this table." +
            (RunDifferences.OneReward(groups.SelectMany(g => g.Runs)) ? "" :
                " Rewards of different reward models are on different scales and are not compared."),
            ["A", "B", "arm", "measure", "iteration", "A − B", "pairs", "corrected p", "difference"], 4,
            [
                .. all.Select(d => (IReadOnlyList<Figure>)[d.A, d.B, Figure.Of(d.Arm), d.MeasureName, $"{d.Iteration}",
                    new Figure(Numbers.SignedScore(d.Difference.Mean), Numbers.SignedScore(d.Difference.Interval)), $"{d.Difference.Count} {d.Unit}",
                    Numbers.P(d.HolmP), Word(d)]),
            ]);
    }

    /// <summary>"loud ahead", or "none shown".</summary>
    public static string Word(RunDifference d) => !d.Told ? "none shown" : $"{(d.Difference.Mean > 0 ? d.A : d.B)} ahead";

    private static FigureTable Ahead(IReadOnlyList<ComparedRuns> groups) => new("Arm against arm in each run", "Points of win rate after the last iteration. " +
        "An arm is called ahead where that holds after Holm's correction for all comparisons of its run.",
        ["runs", "run", "A", "B", "iteration", "A − B, points", "difference"], 4,
        [
            .. from g in groups
               from run in g.Runs.Index()
               from c in run.Item.Compared.GroupBy(c => (c.A, c.B)).Select(p => p.MaxBy(c => c.Iteration)!)
               select (IReadOnlyList<Figure>)[g.Label, ComparedRuns.NameOf(run.Item, run.Index), Figure.Of(c.A), Figure.Of(c.B), $"{c.Iteration}",
                   new Figure(Numbers.Points(c.NetWinRate), Numbers.Points(c.NetInterval)),
                   !c.Told ? "none shown" : $"{ArmNames.Display(c.NetWinRate > 0 ? c.A : c.B)} ahead"],
        ]);

    private static FigureTable Costs(IReadOnlyList<ComparedRuns> groups) => new("What the arms cost", "In all iterations, means over the runs of a kind; " +
        "fine-tuning, the reward model and the measuring are left out.",
        ["runs", "arm", "PPO steps", "tokens", "processor s"], 2,
        [
            .. from g in groups
               from arm in g.Runs.SelectMany(r => r.Arms).Where(a => a.Iteration > 0).Select(a => a.Arm).Distinct()
               let last = g.Runs.Select(r => r.Arms.Where(a => a.Arm == arm).MaxBy(a => a.Iteration)).OfType<ArmRow>().ToArray()
               where last.Any(a => a.Tokens is not null)
               select (IReadOnlyList<Figure>)[g.Label, Figure.Of(arm), Numbers.Count(last.Average(a => a.Steps) ?? 0),
                   Numbers.Count(last.Average(a => a.Tokens) ?? 0), Numbers.Plain(last.Average(a => a.ProcessorSeconds) ?? 0, "#,0.0")],
        ]);

    private static FigureTable Domains(IReadOnlyList<ComparedRuns> groups)
    {
        (string Label, string Arm, Dictionary<string, double> Rewards)[] columns =
        [
            .. from g in groups
               from arm in g.Runs.SelectMany(r => r.DomainRewards).Select(d => d.Arm).Distinct()
               select (g.Label, arm, g.Runs.SelectMany(r => r.DomainRewards.Where(d => d.Arm == arm).GroupBy(d => d.Domain)
                   .Select(d => d.MaxBy(x => x.Iteration)!))
                   .GroupBy(d => d.Domain).ToDictionary(d => d.Key, d => d.Average(x => x.Reward))),
        ];
        return new("Reward by domain", "Mean reward of the probe answers after the last iteration, means over the runs of a kind; SFT's before training." +
            (RunDifferences.OneReward(groups.SelectMany(g => g.Runs)) ? "" : " The reward models differ, so compare within a kind only."),
            ["domain", .. columns.Select(c => $"{c.Label}: {ArmNames.Display(c.Arm)}")], 1,
            [
                .. columns.SelectMany(c => c.Rewards.Keys).Distinct().Order(StringComparer.Ordinal).Select(d => (IReadOnlyList<Figure>)[
                    d.Length > 0 ? d : "(none)", .. columns.Select(c => new Figure(c.Rewards.TryGetValue(d, out var r) ? Numbers.Plain(r, "0.00") : "–"))]),
            ]);
    }
}
