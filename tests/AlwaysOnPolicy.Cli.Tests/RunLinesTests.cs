using AlwaysOnPolicy.Cli.Console;
using AlwaysOnPolicy.Engine;

namespace AlwaysOnPolicy.Cli.Tests;

/// <summary>What is written of a run whose output is redirected.</summary>
public sealed class RunLinesTests
{
    private readonly HandClock _clock = new();
    private readonly StringWriter _written = new();
    private readonly PlanNode _node;

    public RunLinesTests()
    {
        var plan = new Plan(1);
        _node = plan.NodeOf(plan.Add(new Nothing(), new Nothing.In(1), "aop 1: ppo"));
    }

    private string[] Lines => [.. _written.ToString().ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries)];

    [Fact]
    public void A_long_stage_tells_what_has_passed_and_what_is_left_every_half_minute()
    {
        var lines = new RunLines(_written, time: _clock);
        lines.RunStarted(3);
        lines.StageStarted(_node);
        _clock.Now += TimeSpan.FromSeconds(5);                 // models are loaded
        for (var step = 1; step <= 100; step++)
        {
            lines.StageProgress(_node, step, 100, "reward 0.5");
            _clock.Now += TimeSpan.FromSeconds(1);
        }
        // At second 30 step 26 is done, 25 of them in 25 seconds: 74 are left. Then every 30 seconds.
        Lines.ShouldBe(
        [
            "  aop 1: ppo 26/100: reward 0.5  (0:30, 1:14 left)",
            "  aop 1: ppo 56/100: reward 0.5  (1:00, 0:44 left)",
            "  aop 1: ppo 86/100: reward 0.5  (1:30, 0:14 left)",
        ]);
    }

    [Fact]
    public void A_short_one_tells_nothing_unless_its_steps_are_wanted()
    {
        var (plain, steps) = (new RunLines(_written, time: _clock), new RunLines(_written, steps: true, time: _clock));
        foreach (var lines in new[] { plain, steps })
        {
            lines.StageStarted(_node);
            for (var step = 1; step <= 40; step++) lines.StageProgress(_node, step, 40, "loss 1");
        }
        Lines.Length.ShouldBe(20);
        Lines[^1].ShouldBe("  aop 1: ppo 40/40: loss 1  (0:00)");
    }

    [Fact]
    public void Times_are_short()
    {
        Pace.Short(TimeSpan.FromSeconds(7)).ShouldBe("0:07");
        Pace.Short(TimeSpan.FromSeconds(3600 + 125)).ShouldBe("1:02:05");
        Pace.Left(TimeSpan.FromSeconds(10), done: 5, total: 10).ShouldBe(TimeSpan.FromSeconds(10));
        Pace.Left(TimeSpan.FromSeconds(10), done: 52, total: 60, first: 50).ShouldBe(TimeSpan.FromSeconds(40));
        Pace.Left(TimeSpan.FromSeconds(10), done: 5, total: 5).ShouldBeNull();
        Pace.Left(TimeSpan.FromSeconds(10), done: 3, total: 5, first: 3).ShouldBeNull();
    }

    private sealed class Nothing : Stage<Nothing.In, Nothing.Out>
    {
        public sealed record In(int Value);

        public sealed record Out(int Value);

        public override StageId Id => new("nothing", 1);

        protected override Task<Out> RunAsync(In input, StageContext stage, CancellationToken cancel) => Task.FromResult(new Out(input.Value));
    }

    private sealed class HandClock : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
