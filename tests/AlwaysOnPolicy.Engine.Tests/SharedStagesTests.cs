using AlwaysOnPolicy.Engine.Keeping;

namespace AlwaysOnPolicy.Engine.Tests;

/// <summary>Runs beside each other, one of which uses a stage of the other.</summary>
public sealed class SharedStagesTests : IDisposable
{
    private readonly string _place = Directory.CreateTempSubdirectory("aop-shared-").FullName;
    private readonly RunFolder _base, _member;

    public SharedStagesTests() => (_base, _member) = (Run("study/base/seed-1"), Run("study/other/seed-1"));

    public void Dispose() => Directory.Delete(_place, recursive: true);

    private RunFolder Run(string path) => new(Path.Combine(_place, path));

    private static Plan Of(int term)
    {
        var plan = new Plan(7);
        plan.Add(new Sum("sum"), new Sum.In(term, []), "sum");
        return plan;
    }

    private static Task<RunSummary> GoAsync(RunFolder run, int term) => new Runner(run).RunAsync(Of(term), new RunOptions(), new Recorder());

    private string StageOf(RunFolder run, int term) => run.FolderOf(Of(term).Nodes[0]);

    private static bool IsLink(string folder) => new DirectoryInfo(folder).LinkTarget is not null;

    private async Task ShareAsync()
    {
        await GoAsync(_base, 1);
        SharedStages.Link(Of(1), _member, [_base]).ShouldBe(1);
        (await GoAsync(_member, 1)).Reused.ShouldBe(1);
        IsLink(StageOf(_member, 1)).ShouldBeTrue();
    }

    [Fact]
    public async Task What_another_run_uses_is_no_garbage_until_it_uses_it_no_longer()
    {
        await ShareAsync();
        FolderLinks.Publish(StageOf(_base, 1), Path.Combine(_base.FullPath, "policies", "old"));
        await GoAsync(_base, 2);
        RunGarbage.Find(_base).ShouldBeEmpty();
        RunGarbage.Find(_member).ShouldBeEmpty();

        Directory.Move(Path.Combine(_place, "study"), Path.Combine(_place, "moved"));   // together they can be moved
        var (own, other) = (Run("moved/base/seed-1"), Run("moved/other/seed-1"));
        RunGarbage.Find(own).ShouldBeEmpty();
        await GoAsync(other, 3);
        RunGarbage.Find(own).ShouldBeEmpty();   // the member has its link still
        var link = RunGarbage.Find(other);
        link.Select(g => (g.Path, g.Bytes)).ShouldBe([($"stages/{Path.GetFileName(StageOf(other, 1))}", 0L)]);
        RunGarbage.Remove(other, link);
        Directory.Exists(StageOf(own, 1)).ShouldBeTrue();
        RunGarbage.Find(own).Select(g => g.Path).ShouldBe([$"stages/{Path.GetFileName(StageOf(own, 1))}", "policies/old"]);
    }

    [Fact]
    public async Task A_damaged_shared_stage_is_computed_anew_where_it_is_found_and_nothing_changes_elsewhere()
    {
        await ShareAsync();
        var output = Path.Combine(StageOf(_base, 1), ArtifactJson.FileName);
        await File.AppendAllTextAsync(output, " ", TestContext.Current.CancellationToken);
        (await GoAsync(_member, 1)).Computed.ShouldBe(1);
        IsLink(StageOf(_member, 1)).ShouldBeFalse();
        (await File.ReadAllTextAsync(output, TestContext.Current.CancellationToken)).ShouldEndWith(" ");
        (await GoAsync(_base, 1)).Computed.ShouldBe(1);
    }

    [Fact]
    public async Task A_stage_whose_run_was_taken_away_is_computed_anew()
    {
        await ShareAsync();
        Directory.Delete(_base.FullPath, recursive: true);
        (await GoAsync(_member, 1)).Computed.ShouldBe(1);
        (await GoAsync(_member, 1)).Reused.ShouldBe(1);
    }

    [Fact]
    public async Task A_run_that_is_held_is_passed_over()
    {
        await GoAsync(_base, 1);
        using (_base.Hold()) SharedStages.Link(Of(1), _member, [_base]).ShouldBe(0);
        Path.Exists(StageOf(_member, 1)).ShouldBeFalse();
    }

    [Fact]
    public async Task Runs_of_a_study_are_found_from_above_and_named_to_whoever_takes_its_folder_for_a_run()
    {
        await ShareAsync();
        RunOverview.FoldersIn(_place).ShouldBe([_base.FullPath, _member.FullPath]);
        Should.Throw<SettingsException>(() => RunOverview.RequireRun(Path.Combine(_place, "study"))).Message
            .ShouldContain($"has 2 in it: name one of them, {_base.FullPath}, {_member.FullPath}.");
        Should.Throw<SettingsException>(() => RunOverview.RequireRun(Path.Combine(_place, "study", "none"))).Message.ShouldContain("holds no run");
    }
}
