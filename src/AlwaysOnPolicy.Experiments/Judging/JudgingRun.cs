using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Evaluation.Agreement;
using AlwaysOnPolicy.Evaluation.Judging;
using AlwaysOnPolicy.Evaluation.Statistics;
using AlwaysOnPolicy.Evaluation.WinRates;
using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Models.Runtime;
using AlwaysOnPolicy.Randomness;
using AlwaysOnPolicy.Reports.Records;

namespace AlwaysOnPolicy.Experiments.Judging;

/// <summary>Judges two files of answers in a folder, a stage a judge, and reports on it. In the same folder a judge that was finished is not asked again, also
/// when others are added.</summary>
public static class JudgingRun
{
    /// <summary>Runs it, or goes on with what is there.</summary>
    /// <param name="replace">Whether a finished run of other settings in the folder may lose its report to this one.</param>
    /// <returns>The report, and the full path of its page.</returns>
    /// <exception cref="SettingsException">Something is missing or does not go together.</exception>
    /// <exception cref="DataException">A file is not there or cannot be used, or the answers have no question in common.</exception>
    public static async Task<(JudgingReport Report, string Page)> RunAsync(
        JudgingSettings settings, string folder, IRunObserver? observer, CancellationToken cancel, bool replace = false)
    {
        JudgingPreflight.Look(settings, folder, out var sides).RequireAndTell(observer);
        var plan = new JudgingPlan(settings, sides!);
        var run = new RunFolder(folder);
        RunKind.Require(run, RunKind.Judge);
        if (settings.Compute.Threads > 0) TorchThreads.Set(settings.Compute.Threads);
        using var held = run.Open();   // to the end: what is made of the stages is written into the folder as well
        await new Runner(run, held).RunAsync(plan.Plan, new RunOptions
        {
            ParallelStages = settings.Compute.ParallelStages,
            Compute = StageCompute.Now(TorchThreads.Current, settings.Compute.BatchSize, settings.Compute.ParallelStages),
            Experiment = SettingsFile.ToYaml(settings),
            ExperimentName = RunKind.Judge,
            KeepFinished = !replace,
        }, observer, cancel);
        var report = await ReportAsync(settings, sides!, plan, run, cancel);
        return (report, JudgingReportWriter.Write(report, run.FullPath));
    }

    /// <summary>The stages of a judging.</summary>
    /// <exception cref="UserErrorException">A file or folder is not there, or cannot be used.</exception>
    public static Plan StagesOf(JudgingSettings settings)
    {
        settings.Check();
        return new JudgingPlan(settings, JudgedSides.Read(settings)).Plan;
    }

    private static async Task<JudgingReport> ReportAsync(
        JudgingSettings settings, JudgedSides sides, JudgingPlan plan, RunFolder run, CancellationToken cancel)
    {
        var (a, b) = ((await run.ReadAsync(plan.A, cancel)).Answers, (await run.ReadAsync(plan.B, cancel)).Answers);
        var seed = Seeds.Derive(settings.Seed, "bootstrap");
        var (rows, all) = (new List<JudgeRow>(), new List<(string Name, IReadOnlyList<Verdict> Verdicts)>());
        var files = JudgingReportWriter.AnnotationFiles([.. plan.Verdicts.Select(v => v.Judge)]);
        foreach (var ((judge, set), file) in plan.Verdicts.Zip(files))
        {
            var verdicts = (await run.ReadAsync(set, cancel)).Verdicts;
            all.Add((judge, verdicts));
            rows.Add(JudgeRow.Of(judge,
                [new(sides.NameA, sides.NameB, 0, [.. verdicts.Select((v, i) => JudgedPair.Of(v, a[i].Answer, b[i].Answer))])], seed));
            JudgingReportWriter.WriteAnnotations(sides, judge, a, b, verdicts, run.FullPath, file);
        }
        StageRecord[] stages = [.. plan.Plan.Nodes.Select(n => StageRecord.TryRead(run.FolderOf(n))).OfType<StageRecord>()];
        return new(settings.Name ?? $"{sides.NameA} against {sides.NameB}", sides.NameA, sides.NameB, rows,
            MultipleTesting.Holm([.. rows.Select(r => r.Comparisons[0].WinRate.SignTestP)]),
            JudgesAgreement.Of([.. all.Select(j => (j.Name, (IReadOnlyList<IReadOnlyList<Verdict>>)[j.Verdicts]))], seed),
            ShownPairs.Of(a, b, [.. all.Select(j => j.Verdicts)], settings.SampleAnswers, settings.Seed), Facts(settings, sides, a.Count),
            [.. stages.SelectMany(s => s.Notes).Distinct()]);
    }

    private static Fact[] Facts(JudgingSettings settings, JudgedSides sides, int pairs) =>
    [
        new("pairs of answers", $"{pairs}"),
        new("A", $"{sides.NameA} ({Path.GetFileName(sides.A.Source.Path)}, sha256 {sides.A.Files[0].Sha256[..12]})"),
        new("B", $"{sides.NameB} ({Path.GetFileName(sides.B.Source.Path)}, sha256 {sides.B.Files[0].Sha256[..12]})"),
        .. settings.Named().Select(j => new Fact("judge", $"{j.Judge.DisplayName()} ({SettingsKey.WordOf(j.Judge.Kind)})")),
        new("seed", $"{settings.Seed}"),
    ];
}
