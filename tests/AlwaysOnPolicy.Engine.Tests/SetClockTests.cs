namespace AlwaysOnPolicy.Engine.Tests;

/// <summary>A clock that is set while a run goes on, or between two, makes no duration wrong and no order.</summary>
public sealed class SetClockTests : IDisposable
{
    private readonly TestRun _run = new();
    private readonly SetClock _clock = new();

    public void Dispose() => _run.Dispose();

    /// <summary>A clock on the wall that can be set, and one that only goes on.</summary>
    private sealed class SetClock : TimeProvider
    {
        public DateTimeOffset Wall { get; set; } = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

        private long _passed = TimeSpan.TicksPerDay;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => Wall;

        public override long GetTimestamp() => _passed;

        public void Pass(TimeSpan time)
        {
            _passed += time.Ticks;
            Wall += time;
        }
    }

    [Theory]
    [InlineData(-30), InlineData(30), InlineData(0)]
    public void What_a_run_has_taken_and_will_take_is_the_same_however_the_clock_is_set(int days)
    {
        var plan = new Plan(1);
        plan.Add(new Sum(), new Sum.In(1, []), "sum");
        using (_run.Folder.Open()) File.WriteAllText(_run.Folder.PlanFile, plan.ToJson());
        using var progress = new ProgressFile(_run.Folder.FullPath, null, _clock);
        progress.RunStarted(1);
        _clock.Pass(TimeSpan.FromSeconds(10));
        progress.StageStarted(plan.Nodes[0]);
        _clock.Pass(TimeSpan.FromSeconds(20));
        progress.StageProgress(plan.Nodes[0], 5, 25, null);
        _clock.Wall += TimeSpan.FromDays(days);
        _clock.Pass(TimeSpan.FromSeconds(60));
        progress.StageProgress(plan.Nodes[0], 15, 25, null);
        if (days > 0) _clock.Pass(TimeSpan.FromSeconds(7));
        else _clock.Wall -= TimeSpan.FromHours(1);   // set back once more, after the last word

        var status = RunStatus.Read(_run.Folder, _clock);
        status.State.ShouldBe(RunState.Running);
        var stage = status.Running.ShouldHaveSingleItem();
        var untold = days > 0 ? 7 : 0;
        (status.Took.TotalSeconds, stage.Seconds, stage.FirstSeconds, stage.First, stage.Done).ShouldBe((90.0 + untold, 80.0 + untold, 20.0, 5, 15));
    }

    [Fact]
    public async Task Stages_stand_in_the_plans_order_also_where_the_clock_was_set_back_between_them()
    {
        var plan = new Plan(7);
        var first = plan.Add(new Sum("first"), new Sum.In(1, []), "first");
        plan.Add(new Sum("second"), new Sum.In(10, [first]), "second");
        await _run.GoAsync(plan);
        var file = Path.Combine(_run.Folder.FolderOf(first), "stage.json");
        var record = StageRecord.TryRead(_run.Folder.FolderOf(first))!;
        var later = record with { Started = record.Started.AddDays(3) };
        await File.WriteAllTextAsync(file, System.Text.Json.JsonSerializer.Serialize(later, ArtifactJson.Indented));
        _run.Folder.FinishedStages(plan).Select(s => s.Name).ShouldBe(["first", "second"]);
    }
}
