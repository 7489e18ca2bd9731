namespace AlwaysOnPolicy.Engine.Tests;

public sealed class CheckpointSweepTests
{
    private static Task Fail(StageContext context, CancellationToken cancel)
    {
        Directory.CreateDirectory(context.CheckpointFolder);
        File.WriteAllText(Path.Combine(context.CheckpointFolder, "step"), "half way");
        throw new InvalidOperationException("half way");
    }

    private static Plan PlanOf(int term, bool fails)
    {
        var plan = new Plan(1);
        plan.Add(new Sum(meanwhile: fails ? Fail : null), new Sum.In(term, []), "");
        return plan;
    }

    private static string[] Checkpoints(TestRun run) => Directory.GetDirectories(Path.Combine(run.Folder.FullPath, "checkpoints"));

    [Fact]
    public async Task Checkpoints_of_other_settings_stay_and_are_named()
    {
        using var run = new TestRun();
        await Should.ThrowAsync<StageFailedException>(() => run.GoAsync(PlanOf(1, fails: true)));
        await run.GoAsync(PlanOf(2, fails: false));
        var kept = Checkpoints(run).ShouldHaveSingleItem();
        run.Observer.Calls.ShouldContain(c => c.StartsWith("note  Checkpoints of other settings", StringComparison.Ordinal)
            && c.Contains(Path.GetFileName(kept)));
    }

    [Fact]
    public async Task Checkpoints_of_a_finished_stage_go_also_when_the_stage_is_of_other_settings()
    {
        using var run = new TestRun();
        await run.GoAsync(PlanOf(1, fails: false));
        // as a kill leaves it, right after the stage was finished
        var left = Path.Combine(run.Folder.FullPath, "checkpoints", run.StageFolders().ShouldHaveSingleItem());
        File.WriteAllText(Path.Combine(Directory.CreateDirectory(left).FullName, "step"), "all the way");
        await run.GoAsync(PlanOf(2, fails: false));
        Checkpoints(run).ShouldBeEmpty();
        run.Observer.Calls.ShouldNotContain(c => c.Contains("Checkpoints of other settings", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_a_kill_left_half_written_is_gone_after_the_next_run()
    {
        using var run = new TestRun();
        await run.GoAsync(PlanOf(1, fails: false));
        var left = Path.Combine(run.Folder.StagesFolder, ".writing-sum-000000000000-1");
        File.WriteAllText(Path.Combine(Directory.CreateDirectory(left).FullName, "output.json"), "{");
        var drawing = Path.Combine(Directory.CreateDirectory(Path.Combine(run.Folder.FullPath, "report", "plots")).FullName, ".writing-kl.svg-1");
        File.WriteAllText(drawing, "<svg");
        await run.GoAsync(PlanOf(1, fails: false));
        Directory.Exists(left).ShouldBeFalse();
        File.Exists(drawing).ShouldBeFalse();
    }
}
