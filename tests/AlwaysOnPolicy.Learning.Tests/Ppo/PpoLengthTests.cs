using AlwaysOnPolicy.Learning.Optimization;
using AlwaysOnPolicy.Learning.Training;
using AlwaysOnPolicy.Models.Rewards;
using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Learning.Tests.Ppo;

/// <summary>An iteration by steps in place of passes, and one whose rewards do not come.</summary>
public sealed class PpoLengthTests : IDisposable
{
    private readonly IterationWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Theory, InlineData(1), InlineData(3), InlineData(9)]
    public void Steps_take_as_many_passes_as_they_need(int steps) => _world.Run(steps: steps).Records.Length.ShouldBe(steps);   // a pass is 2.5 batches

    [Fact]
    public void Steps_that_fill_the_passes_are_the_same_training() => _world.Run(steps: 5).Records.ShouldBe(_world.Run(passes: 2).Records);

    [Fact]
    public void A_reward_that_does_not_come_keeps_every_step_done()
    {
        var whole = _world.Run();
        var error = Should.Throw<TrainingException>(() => _world.Run(every: 0, reward: new GoneAt(4)));
        error.Message.ShouldContain("nobody there");
        error.Message.ShouldContain("after step 3");
        new Checkpoints(_world.CheckpointFolder, 0, 2).FindLatest()!.Step.ShouldBe(3);

        var resumed = _world.Run(every: 0);
        resumed.Resumed.ShouldBe(3);
        resumed.Hashes.ShouldBe(whole.Hashes);
        resumed.Records.ShouldBe(whole.Records);
    }

    [Fact]
    public void A_reward_that_never_comes_is_told_as_it_is() =>
        Should.Throw<RewardException>(() => _world.Run(every: 0, reward: new GoneAt(1))).Message.ShouldBe("nobody there");

    /// <summary>Ends in a step (from 1).</summary>
    private sealed class GoneAt(int step) : IRewardModel
    {
        private readonly SmallWords _inner = new();
        private int _calls;

        public string Name => "gone";

        public ValueTask<double[]> ScoreAsync(IReadOnlyList<Exchange> exchanges, CancellationToken cancel = default) => ++_calls == step
            ? throw new RewardException("nobody there") : _inner.ScoreAsync(exchanges, cancel);

        public void Dispose() => _inner.Dispose();
    }
}
