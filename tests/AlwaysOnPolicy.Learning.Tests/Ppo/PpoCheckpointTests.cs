using AlwaysOnPolicy.Learning.Optimization;
using AlwaysOnPolicy.Learning.Ppo;
using AlwaysOnPolicy.Learning.Training;
using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Rewards;
using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Learning.Tests.Ppo;

/// <summary>An iteration that was stopped and goes on ends bit for bit where one that was not would.</summary>
public sealed class PpoCheckpointTests : IDisposable
{
    private static readonly PpoOptions s_lora = IterationWorld.Ppo with { Lora = new() { Rank = 2, TargetModules = [LoraOptions.AllLinear] }, EmaDecay = 0.8 };
    private static readonly PpoOptions s_frozen = IterationWorld.Ppo with { FrozenLayers = 1, EmaDecay = 0.8 };
    private readonly IterationWorld _world = new();

    public void Dispose() => _world.Dispose();

    public static TheoryData<int, string> Stops => [.. from step in Enumerable.Range(
        1, 4) from kind in new[] { "whole", "lora", "frozen", "half", "half lora" } select (
        step, kind)];

    [Theory, MemberData(nameof(Stops))]
    public void Stopped_after_any_step_and_resumed_it_gives_the_same_weights_state_and_metrics(int step, string kind)
    {
        var ppo = kind switch { "lora" or "half lora" => s_lora, "frozen" => s_frozen, _ => IterationWorld.Ppo };
        var type = kind.StartsWith("half", StringComparison.Ordinal) ? ComputeType.Bfloat16 : ComputeType.Float32;
        var whole = _world.Run(ppo: ppo, type: type);
        whole.Records.Length.ShouldBe(5);
        whole.Hashes.Count(h => h.StartsWith("ema.", StringComparison.Ordinal)).ShouldBe(kind is "whole" or "half" ? 0 : 1);
        whole.Hashes.Count(h => h.StartsWith("adapter_model.", StringComparison.Ordinal)).ShouldBe(ppo.Lora is null ? 0 : 1);
        using var stop = new CancellationTokenSource();
        Should.Throw<OperationCanceledException>(() => _world.Run(every: 0, ppo: ppo, type: type, cancel: stop.Token, onStep: r => StopAt(r, step, stop)));
        var resumed = _world.Run(every: 0, ppo: ppo, type: type);

        resumed.Resumed.ShouldBe(step);
        resumed.Hashes.ShouldBe(whole.Hashes);
        resumed.Records.ShouldBe(whole.Records);
    }

    [Fact]
    public void Every_rollout_has_its_question_with_domain_and_origin_those_before_a_checkpoint_too()
    {
        using var stop = new CancellationTokenSource();
        Should.Throw<OperationCanceledException>(() => _world.Run(every: 0, cancel: stop.Token, onStep: r => StopAt(r, 3, stop)));
        List<PpoStepRecord> steps = [];
        _world.Run(every: 0, onStep: steps.Add).Resumed.ShouldBe(3);

        var rollouts = steps.SelectMany(s => s.Rollouts).ToArray();
        foreach (var pass in new[] { 0, 1 })
            rollouts.Where(r => r.Pass == pass).Select(r => (r.Prompt.Id, r.Prompt.Domain, r.Prompt.Text, r.Prompt.Origin!.Source, r.Prompt.Origin.Place))
                .ShouldBe(Enumerable.Range(1, 10).Select(i => ($"q{i}", (string?)$"domain {i % 3}", $"w{i} w{20 - i} w{i % 7 + 1}", "prompts.txt", i)),
                    ignoreOrder: true);
    }

    [Theory]
    [InlineData(1, 0, false), InlineData(2, 0, false), InlineData(3, 2, false), InlineData(4, 2, false), InlineData(5, 4, false)]
    [InlineData(1, 0, true), InlineData(2, 0, true), InlineData(3, 2, true), InlineData(4, 2, true), InlineData(5, 4, true)]
    public void Killed_between_checkpoints_it_goes_on_from_the_last_one(int step, int checkpoint, bool lora)
    {
        var ppo = lora ? s_lora : IterationWorld.Ppo;
        var whole = _world.Run(ppo: ppo);
        // The failure comes before the checkpoint of this step is written.
        Should.Throw<TimeoutException>(() => _world.Run(every: 2, ppo: ppo, onStep: r => { if (r.Step == step) throw new TimeoutException(); }));
        var resumed = _world.Run(every: 2, ppo: ppo);

        resumed.Resumed.ShouldBe(checkpoint);
        resumed.Hashes.ShouldBe(whole.Hashes);
        resumed.Records.ShouldBe(whole.Records);
    }

    [Theory, InlineData(1), InlineData(3)]
    public void Only_the_newest_are_kept(int keep)
    {
        _world.Run(every: 1, keep: keep);
        Directory.GetDirectories(_world.CheckpointFolder).Select(Path.GetFileName).Order()
            .ShouldBe(Enumerable.Range(1, 4).TakeLast(keep).Select(i => $"step-00000{i}"));
    }

    [Theory, InlineData("trainer/adam.safetensors"), InlineData("model/model.safetensors"), InlineData("checkpoint.json"), InlineData("metrics.jsonl")]
    public void A_damaged_checkpoint_is_passed_over_for_the_one_before(string file)
    {
        var whole = _world.Run(every: 1, keep: 2);
        var path = Path.Combine(_world.CheckpointFolder, "step-000004", file);
        var bytes = File.ReadAllBytes(path);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(path, bytes);

        var resumed = _world.Run(every: 1, keep: 2);
        resumed.Resumed.ShouldBe(3);
        resumed.Hashes.ShouldBe(whole.Hashes);
    }

    [Fact]
    public void What_a_kill_left_half_written_is_no_checkpoint_and_goes()
    {
        var whole = _world.Run(every: 2);
        var newest = Path.Combine(_world.CheckpointFolder, "step-000004");
        Directory.Move(newest, Path.Combine(_world.CheckpointFolder, ".writing-step-000004"));
        var resumed = _world.Run(every: 2);

        resumed.Resumed.ShouldBe(2);
        resumed.Hashes.ShouldBe(whole.Hashes);
        Directory.GetDirectories(_world.CheckpointFolder, ".writing-*").ShouldBeEmpty();
    }

    [Fact]
    public void A_checkpoint_of_another_iteration_is_refused()
    {
        _world.Run(every: 2);
        Should.Throw<CheckpointException>(() => _world.Run(every: 2, seed: 8)).Message.ShouldContain("another training");
        Should.Throw<CheckpointException>(() => _world.Run(every: 2, ppo: IterationWorld.Ppo with { Gamma = 0.9 })).Message.ShouldContain("another training");
    }

    [Fact]
    public void A_step_that_cannot_be_learnt_from_names_the_last_good_checkpoint()
    {
        var reward = new BreaksAt(4);
        var error = Should.Throw<TrainingException>(() => _world.Run(every: 1, reward: reward));
        error.Message.ShouldContain("The score of rollout 1 of 4 is NaN");
        error.Message.ShouldContain("after step 3");
        error.Message.ShouldContain(Path.Combine(_world.CheckpointFolder, "step-000003"));
        new Checkpoints(_world.CheckpointFolder, 1, 2).FindLatest()!.Step.ShouldBe(3);
    }

    [Fact]
    public void A_step_of_nothing_but_skips_ends_the_iteration()
    {
        // Below every first ratio: nothing is ever learnt.
        var error = Should.Throw<TrainingException>(() => _world.Run(ppo: IterationWorld.Ppo with { RatioThreshold = 0.5 }));
        error.Message.ShouldContain("PPO step 1 of 5 learnt nothing");
        error.Message.ShouldContain("PpoOptions.LearningRate");
    }

    [Fact]
    public void Another_seed_gives_another_end() => _world.Run(seed: 8).Hashes.ShouldNotBe(_world.Run(seed: 7).Hashes);

    private static void StopAt(PpoStepRecord record, int step, CancellationTokenSource stop)
    {
        if (record.Step == step) stop.Cancel();
    }

    /// <summary>Gives no number in a step (from 1).</summary>
    private sealed class BreaksAt(int step) : IRewardModel
    {
        private readonly SmallWords _inner = new();
        private int _calls;

        public string Name => "breaks";

        public ValueTask<double[]> ScoreAsync(IReadOnlyList<Exchange> exchanges, CancellationToken cancel = default) =>
            ++_calls == step ? new([.. exchanges.Select(_ => double.NaN)]) : _inner.ScoreAsync(exchanges, cancel);

        public void Dispose() => _inner.Dispose();
    }
}
