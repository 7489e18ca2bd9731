using AlwaysOnPolicy.Experiments.Loop;

namespace AlwaysOnPolicy.Experiments.Tests.Loop;

/// <summary>What the dashboard shows of a run that is not finished: here one from which stages were taken away again.</summary>
public sealed class UnfinishedRunTests(TinyRun run) : IClassFixture<TinyRun>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Its_report_has_what_is_there_stage_by_stage()
    {
        var whole = await RunReport.CollectAsync(run.Experiment, run.Settings, run.Run, Cancel);
        whole.Part.ShouldBeNull();
        whole.Ranking.Count.ShouldBe(run.Experiment.Policies.Values.Distinct().Count(), "every policy stands in it once, SFT among them");
        whole.Ranking.ShouldBe(whole.Ranking.OrderByDescending(r => r.Elo));
        whole.Answers.ShouldAllBe(a => a.Answers.All(x => x.Reward != null) && a.Verdicts.Count > 0);
        whole.Compared.ShouldAllBe(c => c.Judged!.A + c.Judged.B + c.Judged.Ties > 0.999999 && c.Questions > 0);
        whole.QuestionScores.Select(q => q.Arm).Distinct().Count().ShouldBe(1 + run.Settings.Loop.Arms.Count);

        // Taken away from the last stage to the first, as they would come to be: at no point may the report fail, or say that all is there.
        var stages = Directory.GetDirectories(run.Run.StagesFolder).ToDictionary(f => Path.GetFileName(f)!, f => f);
        using var aside = new AlwaysOnPolicy.Tests.TemporaryFolder();
        var left = run.Experiment.Plan.Nodes.Count;
        foreach (var node in run.Experiment.Plan.Nodes.Reverse())
        {
            Directory.Move(stages[node.FolderName], Path.Combine(aside.Path, node.FolderName));
            var part = await RunReport.CollectAsync(run.Experiment, run.Settings, run.Run, Cancel);
            part.Part.ShouldBe(new(--left, run.Experiment.Plan.Nodes.Count));
            Reports.Tests.SampleReport.Html(part).ShouldContain($"{left} of {run.Experiment.Plan.Nodes.Count} stages are done.");
        }
        foreach (var node in run.Experiment.Plan.Nodes) Directory.Move(Path.Combine(aside.Path, node.FolderName), stages[node.FolderName]);
        (await new RunLook(run.Run).ReadAsync(Cancel)).Part.ShouldBeNull("it reads the report that was written");
    }
}
