namespace AlwaysOnPolicy.Engine.Tests;

/// <summary>What a run says before it begins where its settings are not those of the last one.</summary>
public sealed class PlanChangesTests : IDisposable
{
    private readonly TestRun _run = new();

    public void Dispose() => _run.Dispose();

    private static Plan Chain(int second)
    {
        var plan = new Plan(7);
        var a = plan.Add(new Sum("a"), new Sum.In(1, []), "first");
        var b = plan.Add(new Sum("b"), new Sum.In(second, [a]), "second");
        plan.Add(new Sum("c"), new Sum.In(3, [b]), "third");
        return plan;
    }

    private Task<RunSummary> GoAsync(int second, string? stopAfter = null) => new Runner(_run.Folder).RunAsync(Chain(second),
        new RunOptions { Experiment = $"group:\n  term: {second}\n", StopAfter = stopAfter }, _run.Observer);

    [Fact]
    public async Task It_names_the_stages_that_run_again_the_setting_with_both_values_and_what_is_kept()
    {
        await GoAsync(10);
        _run.Observer.Calls.ShouldNotContain(c => c.Contains("run again"));
        var changes = PlanChanges.Of(_run.Folder, Chain(20), "group:\n  term: 20\n", "experiment.yaml");
        changes.Select(c => (c.Node.Id.Name, string.Join("; ", c.Causes))).ShouldBe([("b", "group.term is 20, was 10"), ("c", "")]);

        (await GoAsync(20)).Computed.ShouldBe(2);
        _run.Observer.Calls.ShouldContain(c => c.Contains("2 stages run again: second because group.term is 20, was 10; third, which reads what runs again. " +
            "Kept: 1 stage that is finished."));
    }

    [Fact]
    public async Task A_setting_of_an_unfinished_stage_is_named_for_the_finished_ones_that_read_it()
    {
        await GoAsync(10);
        Directory.Delete(_run.Folder.FolderOf(Chain(10).Nodes[1]), recursive: true);   // of second
        PlanChanges.Of(_run.Folder, Chain(20), "group:\n  term: 20\n", "experiment.yaml").Select(c => (c.Node.Id.Name, string.Join("; ", c.Causes)))
            .ShouldBe([("c", "group.term is 20, was 10")]);
        await GoAsync(20);
        _run.Observer.Calls.ShouldContain(c => c.Contains("1 stage runs again: third because group.term is 20, was 10. Kept: 1 stage"));
    }

    [Fact]
    public async Task A_setting_is_named_too_where_the_stage_that_has_it_is_there_from_before()
    {
        await GoAsync(20, stopAfter: "second");
        await GoAsync(10);
        PlanChanges.Of(_run.Folder, Chain(20), "group:\n  term: 20\n", "experiment.yaml").Select(c => (c.Node.Id.Name, string.Join("; ", c.Causes)))
            .ShouldBe([("c", "group.term is 20, was 10")]);
    }

    [Fact]
    public async Task A_stage_that_is_new_is_named_for_the_finished_ones_that_read_it()
    {
        await GoAsync(10);
        var plan = new Plan(7);
        var a = plan.Add(new Sum("a"), new Sum.In(1, []), "first");
        var b = plan.Add(new Sum("b"), new Sum.In(10, [a]), "second");
        var between = plan.Add(new Sum("between"), new Sum.In(5, [b]), "between");
        plan.Add(new Sum("c"), new Sum.In(3, [between]), "third");
        PlanChanges.Of(_run.Folder, plan, null, "experiment.yaml").Select(c => (c.Node.Id.Name, string.Join("; ", c.Causes)))
            .ShouldBe([("c", "between is new")]);
    }

    [Fact]
    public async Task What_was_never_finished_does_not_run_again_and_going_back_keeps_all()
    {
        await GoAsync(10, stopAfter: "first");
        PlanChanges.Of(_run.Folder, Chain(20), null, "experiment.yaml").ShouldBeEmpty();
        await GoAsync(10);
        await GoAsync(20);
        PlanChanges.Of(_run.Folder, Chain(10), null, "experiment.yaml").ShouldBeEmpty();
    }
}
