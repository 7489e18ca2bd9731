using System.Collections.Concurrent;

namespace AlwaysOnPolicy.Engine.Tests;

public sealed class RunnerTests : IDisposable
{
    private readonly TestRun _run = new();

    public void Dispose() => _run.Dispose();

    private static (Plan Plan, Artifact<Number> Last) Chain(Func<StageContext, CancellationToken, Task>? inLast = null)
    {
        var plan = new Plan(7);
        var one = plan.Add(new Sum("first"), new Sum.In(1, []), "first");
        var two = plan.Add(new Sum("second"), new Sum.In(10, [one]), "second");
        return (plan, plan.Add(new Sum("third", meanwhile: inLast), new Sum.In(100, [one, two]), "third"));
    }

    [Fact]
    public async Task Stages_run_after_their_inputs_and_leave_their_outputs()
    {
        var (plan, last) = Chain();
        var summary = await _run.GoAsync(plan);
        summary.Computed.ShouldBe(3);
        (await _run.Folder.ReadAsync(last)).ShouldBe(new Number(112));
        _run.Observer.Calls.ShouldBe(["run of 3", "started first", "finished first", "started second", "finished second", "started third", "finished third"]);
        File.Exists(_run.Folder.PlanFile).ShouldBeTrue();
    }

    [Fact]
    public async Task A_stage_counts_its_work_and_its_processor_time()
    {
        var (plan, last) = Chain((run, _) =>
        {
            run.Count("tokens", 5);
            run.Count("tokens", 7);
            for (var start = Environment.TickCount64; Environment.TickCount64 - start < 60;) Math.Sqrt(start);
            return Task.CompletedTask;
        });
        await _run.GoAsync(plan);
        var record = StageRecord.TryRead(_run.Folder.FolderOf(last))!;
        record.Counts.ShouldBe(new Dictionary<string, long> { ["tokens"] = 12 });
        record.ProcessorSeconds.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_stage_leaves_a_record_of_what_it_was_and_wrote()
    {
        var (plan, last) = Chain(async (run, cancel) =>
        {
            Directory.CreateDirectory(Path.Combine(run.Folder, "model"));
            await File.WriteAllTextAsync(Path.Combine(run.Folder, "model", "weights.bin"), "abc", cancel);
            run.Metric(new { Step = 1, Loss = 0.5 });
            run.Metric(new { Step = 2, Loss = double.NaN });
            run.Progress(1, 2, "half");
            run.Note("three repeats");
        });
        await _run.GoAsync(plan);
        var folder = _run.Folder.FolderOf(last);
        var record = StageRecord.TryRead(folder).ShouldNotBeNull();
        record.Key.ShouldBe(last.Key);
        record.Seed.ShouldBe(7ul);
        record.Labels.ShouldBe(["third"]);
        record.Inputs.Count.ShouldBe(2);
        record.Notes.ShouldBe(["three repeats"]);
        record.PeakMemoryBytes.ShouldBeGreaterThan(1 << 20);
        record.Files.Select(f => f.Path).ShouldBe(["metrics.jsonl", "model/weights.bin", "output.json"]);
        record.Files[1].ShouldBe(new StageFile("model/weights.bin", 3, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
        (await File.ReadAllTextAsync(Path.Combine(folder, "metrics.jsonl"))).ShouldBe("{\"step\":1,\"loss\":0.5}\n{\"step\":2,\"loss\":\"NaN\"}\n");
        _run.Observer.Calls.ShouldContain("progress third 1/2 half");
        _run.Folder.ReadLog().ShouldContain(l => l.Event == "note" && l.Text == "three repeats");
        _run.Folder.FinishedStages().Select(r => r.Name).ShouldBe(["first", "second", "third"]);
    }

    [Fact]
    public async Task A_second_run_computes_nothing_and_changes_no_file()
    {
        var (plan, last) = Chain();
        await _run.GoAsync(plan);
        var written = File.GetLastWriteTimeUtc(Path.Combine(_run.Folder.FolderOf(last), "stage.json"));
        var summary = await _run.GoAsync(Chain().Plan);
        (summary.Computed, summary.Reused).ShouldBe((0, 3));
        File.GetLastWriteTimeUtc(Path.Combine(_run.Folder.FolderOf(last), "stage.json")).ShouldBe(written);
        _run.Folder.ReadLog().Count(l => l.Event == "stage_reused").ShouldBe(3);
    }

    [Fact]
    public async Task After_a_failure_only_the_unfinished_is_computed()
    {
        await Should.ThrowAsync<StageFailedException>(() => _run.GoAsync(Chain((_, _) => throw new DataException("row 3 is empty")).Plan));
        var (plan, last) = Chain();
        var summary = await _run.GoAsync(plan);
        (summary.Computed, summary.Reused).ShouldBe((1, 2));
        (await _run.Folder.ReadAsync(last)).Value.ShouldBe(112);
    }

    [Fact]
    public async Task A_failure_names_the_stage_and_keeps_the_users_message_and_exit_code()
    {
        var (plan, last) = Chain((_, _) => throw new SettingsException("steps must be positive"));
        var error = await Should.ThrowAsync<StageFailedException>(() => _run.GoAsync(plan));
        error.Message.ShouldStartWith("Stage third (third) failed. steps must be positive");
        error.ExitCode.ShouldBe(2);
        Directory.Exists(_run.Folder.FolderOf(last)).ShouldBeFalse();
        _run.StageFolders().Length.ShouldBe(2);
        _run.Folder.ReadLog().Select(l => l.Event).TakeLast(2).ShouldBe(["stage_failed", "run_failed"]);
    }

    [Fact]
    public async Task A_timeout_inside_a_stage_is_a_failure_not_a_cancellation()
    {
        var error = await Should.ThrowAsync<StageFailedException>(() => _run.GoAsync(Chain((_, _) => throw new TaskCanceledException("timed out")).Plan));
        error.Message.ShouldContain("TaskCanceledException: timed out");
        error.ExitCode.ShouldBe(1);
    }

    [Fact]
    public async Task A_failed_stage_cancels_its_neighbours_and_a_neighbour_that_ends_well_is_kept()
    {
        var plan = new Plan(1);
        using var running = new CountdownEvent(2);
        plan.Add(new Sum("fails", meanwhile: async (_, cancel) =>
        {
            while (running.CurrentCount > 0) await Task.Delay(5, cancel);
            throw new DataException("broken");
        }), new Sum.In(0, []), "fails");
        var cancelled = plan.Add(new Sum("obedient", meanwhile: async (_, cancel) =>
        {
            running.Signal();
            await Task.Delay(Timeout.Infinite, cancel);
        }), new Sum.In(1, []), "obedient");
        var kept = plan.Add(new Sum("stubborn", meanwhile: async (_, cancel) =>
        {
            running.Signal();
            while (!cancel.IsCancellationRequested) await Task.Delay(5, CancellationToken.None);
        }), new Sum.In(2, []), "stubborn");
        plan.Add(new Sum("never"), new Sum.In(3, []), "never");

        (await Should.ThrowAsync<StageFailedException>(() => _run.GoAsync(plan, parallel: 3))).Node.Id.Name.ShouldBe("fails");
        _run.Folder.Has(cancelled).ShouldBeFalse();
        _run.Folder.Has(kept).ShouldBeTrue();
        _run.StageFolders().Length.ShouldBe(1);
        _run.Observer.Calls.ShouldNotContain("started never");
    }

    [Fact]
    public async Task Cancelling_drops_the_stage_in_progress_and_keeps_the_finished()
    {
        using var stop = new CancellationTokenSource();
        var (plan, last) = Chain(async (run, cancel) =>
        {
            await File.WriteAllTextAsync(Path.Combine(run.Folder, "half"), "x", cancel);
            await stop.CancelAsync();
            await Task.Delay(Timeout.Infinite, cancel);
        });
        await Should.ThrowAsync<OperationCanceledException>(() => _run.GoAsync(plan, cancel: stop.Token));
        _run.Folder.Has(last).ShouldBeFalse();
        _run.StageFolders().Length.ShouldBe(2);
        _run.Folder.ReadLog().Select(l => l.Event).TakeLast(2).ShouldBe(["stage_cancelled", "run_cancelled"]);
        (await _run.GoAsync(Chain().Plan)).Computed.ShouldBe(1);
    }

    [Fact]
    public async Task Independent_stages_run_at_once_up_to_the_limit()
    {
        var plan = new Plan(1);
        var inside = 0;
        var most = 0;
        var count = new Lock();
        var full = new TaskCompletionSource();
        for (var i = 0; i < 6; i++)
        {
            plan.Add(new Sum($"stage-{i}", meanwhile: async (run, cancel) =>
            {
                lock (count) most = Math.Max(most, ++inside);
                if (most >= 3) full.TrySetResult();
                run.Progress(0, 1);
                await full.Task.WaitAsync(TimeSpan.FromMinutes(2), cancel);   // nobody leaves before three are inside
                await Task.Delay(10, cancel);                                 // so that a fourth would be seen
                run.Progress(1, 1);
                lock (count) inside--;
            }), new Sum.In(i, []), $"{i}");
        }
        await _run.GoAsync(plan, parallel: 3);
        most.ShouldBe(3);
        _run.Observer.Overlapped.ShouldBeFalse();
    }

    [Fact]
    public async Task A_stage_stays_on_one_thread_of_its_own_across_awaits()
    {
        var threads = new ConcurrentBag<(string Stage, int Thread, bool Pool)>();
        var plan = new Plan(1);
        foreach (var name in new[] { "a", "b" })
        {
            plan.Add(new Sum(name, meanwhile: async (_, cancel) =>
            {
                for (var i = 0; i < 5; i++)
                {
                    threads.Add((name, Environment.CurrentManagedThreadId, Thread.CurrentThread.IsThreadPoolThread));
                    await Task.Delay(2, cancel);
                }
            }), new Sum.In(0, []), name);
        }
        await _run.GoAsync(plan, parallel: 2);
        threads.ShouldAllBe(t => !t.Pool);
        threads.DistinctBy(t => (t.Stage, t.Thread)).Count().ShouldBe(2);
    }

    [Theory]
    [InlineData("second")]
    [InlineData("the second label")]
    public async Task Stop_after_runs_what_is_named_and_what_that_needs(string last)
    {
        var plan = new Plan(1);
        var one = plan.Add(new Sum("first"), new Sum.In(1, []), "first");
        plan.Add(new Sum("second"), new Sum.In(2, [one]), "the second label");
        plan.Add(new Sum("third"), new Sum.In(3, [one]), "third");
        var summary = await _run.GoAsync(plan, stopAfter: last);
        (summary.Computed, summary.LeftOut).ShouldBe((2, 1));
        (await _run.GoAsync(plan)).Reused.ShouldBe(2);
    }

    [Fact]
    public async Task Stopping_after_an_unknown_stage_is_a_wrong_setting() =>
        (await Should.ThrowAsync<SettingsException>(() => _run.GoAsync(Chain().Plan, stopAfter: "forth"))).Message.ShouldContain("first, second, third");

    [Fact]
    public async Task A_stage_may_not_read_what_its_input_does_not_hold()
    {
        var plan = new Plan(1);
        var one = plan.Add(new Sum("first"), new Sum.In(1, []), "first");
        plan.Add(new Sum("sneaky", meanwhile: async (run, cancel) => await run.ReadAsync(one, cancel)), new Sum.In(2, []), "sneaky");
        (await Should.ThrowAsync<StageFailedException>(() => _run.GoAsync(plan))).Message.ShouldContain("'first' that its input record does not hold");
    }

    [Fact]
    public async Task The_settings_as_resolved_are_kept()
    {
        await new Runner(_run.Folder).RunAsync(new Plan(1), new RunOptions { Experiment = "seed: 1\n" });
        (await File.ReadAllTextAsync(_run.Folder.ExperimentFile)).ShouldBe("seed: 1\n");
    }
}
