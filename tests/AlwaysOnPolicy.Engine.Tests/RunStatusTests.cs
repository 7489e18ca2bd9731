namespace AlwaysOnPolicy.Engine.Tests;

/// <summary>Where a run stands, as its files say it.</summary>
public sealed class RunStatusTests : IDisposable
{
    private readonly TestRun _run = new();

    public void Dispose() => _run.Dispose();

    private RunStatus Status => RunStatus.Read(_run.Folder);

    private static Plan Two(Func<StageContext, CancellationToken, Task> meanwhile)
    {
        var plan = new Plan(1);
        var first = plan.Add(new Sum(), new Sum.In(1, []), "first");
        plan.Add(new Sum("slow", meanwhile: meanwhile), new Sum.In(2, [first]), "second: slow");
        return plan;
    }

    [Fact]
    public async Task A_run_that_goes_on_says_which_stage_it_is_at_and_afterwards_that_it_is_finished()
    {
        RunStatus? during = null;
        await _run.GoAsync(Two((_, _) =>
        {
            during = Status;
            return Task.CompletedTask;
        }));
        (during!.State, during.Done, during.Stages, during.Last).ShouldBe((RunState.Running, 1, 2, "first"));
        during.Running.ShouldHaveSingleItem().Labels.ShouldBe(["second: slow"]);
        (Status.State, Status.Done, Status.Stages, Status.Running.Count).ShouldBe((RunState.Finished, 2, 2, 0));
        File.Exists(Path.Combine(_run.Folder.FullPath, "progress.json")).ShouldBeFalse();
    }

    [Fact]
    public async Task One_that_failed_says_why_and_one_that_was_stopped_that_it_was()
    {
        await Should.ThrowAsync<StageFailedException>(() => _run.GoAsync(Two((_, _) => throw new InvalidOperationException("the well is dry"))));
        Status.State.ShouldBe(RunState.Failed);
        Status.Error.ShouldBe("InvalidOperationException: the well is dry");
        using var stop = new CancellationTokenSource();
        await Should.ThrowAsync<OperationCanceledException>(() => _run.GoAsync(Two(async (_, cancel) =>
        {
            await stop.CancelAsync();
            cancel.ThrowIfCancellationRequested();
        }), cancel: stop.Token));
        (Status.State, Status.Error, Status.Done).ShouldBe((RunState.Stopped, null, 1));
    }

    [Fact]
    public async Task One_whose_process_is_gone_was_killed()
    {
        await _run.GoAsync(Two((_, _) => Task.CompletedTask));
        var log = await File.ReadAllLinesAsync(_run.Folder.LogFile);
        await File.WriteAllLinesAsync(_run.Folder.LogFile, log[..^1]);   // without run_finished
        Status.State.ShouldBe(RunState.Killed);
        var written = DateTimeOffset.UtcNow;
        await File.WriteAllTextAsync(Path.Combine(_run.Folder.FullPath, "progress.json"), System.Text.Json.JsonSerializer.Serialize(
            new RunProgress(int.MaxValue, Environment.MachineName, written, written, 12.5, 2, 1, [], null), ArtifactJson.Indented));
        (Status.State, Status.Took).ShouldBe((RunState.Killed, TimeSpan.FromSeconds(12.5)));
    }

    [Fact]
    public void A_folder_without_a_run_is_told() => Should.Throw<SettingsException>(() => Status).Message.ShouldContain("holds no run");
}
