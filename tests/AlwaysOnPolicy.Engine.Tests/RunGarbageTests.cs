using AlwaysOnPolicy.Engine.Keeping;

namespace AlwaysOnPolicy.Engine.Tests;

public sealed class RunGarbageTests : IDisposable
{
    private readonly TestRun _run = new();

    public void Dispose() => _run.Dispose();

    private static Plan Of(int term)
    {
        var plan = new Plan(7);
        plan.Add(new Sum("sum"), new Sum.In(term, []), "sum");
        return plan;
    }

    private string At(params string[] parts) => Path.Combine([_run.Folder.FullPath, .. parts]);

    private void Write(params string[] parts)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(parts))!);
        File.WriteAllText(At(parts), "12345");
    }

    [Fact]
    public async Task Only_what_the_plan_does_not_need_goes()
    {
        await _run.GoAsync(Of(1));
        var former = _run.StageFolders().Single();
        FolderLinks.Publish(At("stages", former), At("policies", "old"));
        await _run.GoAsync(Of(2));
        var now = _run.StageFolders().Single(f => f != former);
        FolderLinks.Publish(At("stages", now), At("policies", "new"));
        Write("checkpoints", now, "x.bin");
        Write("checkpoints", "ppo-000000000000", "x.bin");
        Write("stages", ".writing-ppo-1", "half.bin");
        Write("report", "plots", ".writing-gold.svg-1-1");

        var garbage = RunGarbage.Find(_run.Folder);
        garbage.Select(g => g.Path).ShouldBe(["stages/" + former, "checkpoints/ppo-000000000000", "checkpoints/" + now,
            "report/plots/.writing-gold.svg-1-1", "stages/.writing-ppo-1", "policies/old"], ignoreOrder: true);
        garbage.Single(g => g.Path.EndsWith("half.bin", StringComparison.Ordinal) || g.Path.EndsWith("ppo-1", StringComparison.Ordinal)).Bytes.ShouldBe(5);
        RunGarbage.Remove(_run.Folder, garbage);
        RunGarbage.Find(_run.Folder).ShouldBeEmpty();
        (await _run.GoAsync(Of(2))).Reused.ShouldBe(1);
        File.ReadAllText(At("policies", "new", "output.json")).ShouldContain("2");
    }

    [Fact]
    public void Nothing_is_known_to_be_needless_where_the_plan_cannot_be_read()
    {
        File.WriteAllText(_run.Folder.PlanFile, "{");
        Should.Throw<StorageException>(() => RunGarbage.Find(_run.Folder));
    }

    [Fact]
    public async Task A_run_that_is_held_cannot_be_held_again()
    {
        await _run.GoAsync(Of(1));
        using (_run.Folder.Hold()) Should.Throw<StorageException>(() => _run.Folder.Hold()).Message.ShouldContain("in use");
        using var again = _run.Folder.Hold();
    }

    [Fact]
    public async Task The_overview_tells_finished_from_interrupted_and_damaged()
    {
        await _run.GoAsync(Of(1));
        var overview = RunOverview.Read(_run.Folder);
        (overview.Condition, overview.Done, overview.Stages, overview.Seed).ShouldBe((RunCondition.Finished, 1, 1, 7ul));
        var output = At("stages", _run.StageFolders().Single(), "output.json");
        var whole = File.ReadAllText(output);
        File.WriteAllText(output, whole.Replace('1', '7'));
        RunOverview.Read(_run.Folder).Condition.ShouldBe(RunCondition.Finished);   // its length is right
        RunOverview.Read(_run.Folder, hashes: true).Damage!.ShouldContain("output.json");
        File.WriteAllText(output, "");
        RunOverview.Read(_run.Folder).Condition.ShouldBe(RunCondition.Damaged);
        Directory.Delete(Path.GetDirectoryName(output)!, recursive: true);
        RunOverview.Read(_run.Folder).Condition.ShouldBe(RunCondition.Interrupted);
    }
}
