using AlwaysOnPolicy.Learning.Training;
using AlwaysOnPolicy.Tests;

namespace AlwaysOnPolicy.Learning.Tests.Training;

public sealed class CheckpointsTests : IDisposable
{
    private readonly TemporaryFolder _place = new();

    public void Dispose() => _place.Dispose();

    private string[] Names() => [.. Directory.GetFileSystemEntries(_place.Path).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)];

    private static void Save(Checkpoints checkpoints, int step, string content = "x") =>
        checkpoints.Save(step, "me", folder => File.WriteAllText(Path.Combine(folder, "content"), content));

    [Fact]
    public void The_newest_are_kept()
    {
        var checkpoints = new Checkpoints(_place.Path, every: 1, keep: 2);
        checkpoints.FindLatest().ShouldBeNull();
        for (var step = 9; step <= 12; step++) Save(checkpoints, step);
        Names().ShouldBe(["step-000011", "step-000012"]);
        checkpoints.FindLatest().ShouldBe(new Checkpoint(Path.Combine(_place.Path, "step-000012"), 12, "me"));
    }

    [Fact]
    public void A_later_one_of_the_same_step_takes_the_place_of_the_first()
    {
        var checkpoints = new Checkpoints(_place.Path, every: 1);
        Save(checkpoints, 3, "first");
        Save(checkpoints, 3, "second");
        Names().ShouldBe(["step-000003"]);
        File.ReadAllText(Path.Combine(checkpoints.FindLatest()!.Folder, "content")).ShouldBe("second");
    }

    /// <summary>The training that passed it over is at an earlier step, and goes through the later ones anew.</summary>
    [Fact]
    public void A_damaged_one_does_not_push_out_whole_ones()
    {
        var checkpoints = new Checkpoints(_place.Path, every: 1, keep: 1);
        Save(checkpoints, 5);
        File.WriteAllText(Path.Combine(_place.Path, "step-000005", "content"), "y");
        checkpoints.FindLatest().ShouldBeNull();
        Save(checkpoints, 2);
        Names().ShouldBe(["step-000002"]);
        checkpoints.FindLatest()!.Step.ShouldBe(2);
    }

    [Fact]
    public void What_a_kill_left_half_written_goes()
    {
        Directory.CreateDirectory(Path.Combine(_place.Path, ".writing-step-000001"));
        Save(new Checkpoints(_place.Path, every: 1), 2);
        Names().ShouldBe(["step-000002"]);
    }

    [Fact]
    public void One_that_cannot_be_written_leaves_those_before()
    {
        var checkpoints = new Checkpoints(_place.Path, every: 1, keep: 1);
        Save(checkpoints, 1);
        Should.Throw<IOException>(() => checkpoints.Save(2, "me", _ => throw new IOException("disk full")));
        Names().ShouldBe(["step-000001"]);
        checkpoints.FindLatest()!.Step.ShouldBe(1);
    }

    [Fact]
    public void That_of_another_training_is_refused()
    {
        var checkpoints = new Checkpoints(_place.Path, every: 1);
        Save(checkpoints, 1);
        checkpoints.FindLatest("me")!.Step.ShouldBe(1);
        Should.Throw<CheckpointException>(() => checkpoints.FindLatest("other")).Message.ShouldContain("step-000001' is a checkpoint of another training");
    }

    [Theory]
    [InlineData(3, 3, 9, true), InlineData(3, 4, 9, false), InlineData(3, 9, 9, false), InlineData(0, 4, 9, false)]
    public void One_is_due_every_so_many_steps_but_not_after_the_last(int every, int step, int total, bool due) =>
        new Checkpoints(_place.Path, every).IsDue(step, total).ShouldBe(due);

    [Fact]
    public void One_is_also_due_when_the_time_has_passed_and_writing_takes_a_tenth_of_it_at_most()
    {
        var clock = new HandClock();
        var checkpoints = new Checkpoints(_place.Path, every: 0, seconds: 60, time: clock);
        clock.Now = TimeSpan.FromSeconds(59);
        checkpoints.IsDue(1, 9).ShouldBeFalse();
        clock.Now = TimeSpan.FromSeconds(60);
        checkpoints.IsDue(1, 9).ShouldBeTrue();
        checkpoints.IsDue(9, 9).ShouldBeFalse();
        checkpoints.Save(1, "me", folder =>
        {
            File.WriteAllText(Path.Combine(folder, "state"), "");
            clock.Now += TimeSpan.FromSeconds(9);
        });
        clock.Now += TimeSpan.FromSeconds(89);
        checkpoints.IsDue(2, 9).ShouldBeFalse();
        clock.Now += TimeSpan.FromSeconds(1);
        checkpoints.IsDue(2, 9).ShouldBeTrue();
        new Checkpoints(_place.Path, every: 0, seconds: 0, time: clock).IsDue(2, 9).ShouldBeFalse();
    }

    private sealed class HandClock : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
