using System.Text.Json;
using AlwaysOnPolicy.Learning.RewardTraining;
using AlwaysOnPolicy.Learning.Tests.SupervisedFineTuning;
using AlwaysOnPolicy.Learning.Training;
using AlwaysOnPolicy.Randomness;
using AlwaysOnPolicy.Tests;

namespace AlwaysOnPolicy.Learning.Tests.RewardTraining;

/// <summary>A reward training that was stopped or killed and goes on ends bit for bit where one that was not would.</summary>
public sealed class RewardRunTests : IDisposable
{
    private static readonly RewardOptions s_options = new()
    {
        LearningRate = 1e-2,
        BatchSize = 2,
        AccumulationSteps = 2,
        Epochs = 3,
        Centering = 0.1,
        LanguageModelWeight = 0.5
    };

    private readonly TemporaryFolder _place = new();
    private readonly PreferenceExample[] _train = Pairs(14, "train"), _heldOut = Pairs(9, "held out");

    public void Dispose() => _place.Dispose();

    private sealed record End(float[] Weights, string[] Told, int Best, int? Resumed);

    /// <summary>14 pairs in batches of 2, 2 of them a step: 4 steps an epoch, 12 in all.</summary>
    private End Run(int? every = null, Action<int>? afterStep = null, ulong seed = 3, CancellationToken cancel = default)
    {
        var told = new List<string>();
        using var policy = TinyModel.New();
        using var model = RewardStart.FromPolicy(policy, 1);
        var checkpoints = every is { } n ? new Checkpoints(_place.Path, n) : null;
        var resumed = checkpoints?.FindLatest()?.Step;
        var result = new RewardRun(model, _train, _heldOut, s_options, seed)
        {
            OnStep = p =>
            {
                told.Add(JsonSerializer.Serialize(p));
                if (p.Step > (resumed ?? 0)) afterStep?.Invoke(p.Step);
            },
            OnEpoch = e => told.Add($"{e.Epoch} {e.TrainingLoss:R} {e.HeldOut}"),
        }.Run(checkpoints, cancel);
        return new(TinyModel.Weights(model), [.. told], result.BestEpoch, resumed);
    }

    [Fact]
    public void Steps_and_epochs_are_told()
    {
        var best = new List<int>();
        using var policy = TinyModel.New();
        using var model = RewardStart.FromPolicy(policy, 1);
        var result = new RewardRun(model, _train, _heldOut, s_options, 3) { OnBest = best.Add }.Run();
        result.Steps.ShouldBe(12);
        result.HeldOut.Count.ShouldBe(4);
        result.TrainingLosses.Count.ShouldBe(3);
        best[^1].ShouldBe(result.BestEpoch);
        result.BestEpoch.ShouldBe(Enumerable.Range(1, 3).First(e => result.HeldOut[e].Right == result.HeldOut.Skip(1).Max(h => h.Right)));
        Run().Told.Length.ShouldBe(12 + 4);
    }

    [Theory, InlineData(1), InlineData(4), InlineData(5), InlineData(11)]
    public void Stopped_after_any_step_it_goes_on_from_there(int step)
    {
        var whole = Run();
        using var stop = new CancellationTokenSource();
        Should.Throw<OperationCanceledException>(() => Run(every: 0, afterStep: s => { if (s == step) stop.Cancel(); }, cancel: stop.Token));
        var resumed = Run(every: 0);

        resumed.Resumed.ShouldBe(step);
        resumed.Weights.ShouldBe(whole.Weights);
        resumed.Told.ShouldBe(whole.Told);
    }

    [Theory, InlineData(3, 0), InlineData(4, 3), InlineData(5, 4), InlineData(10, 9), InlineData(12, 9)]
    public void Killed_it_goes_on_from_the_last_checkpoint(int step, int checkpoint)
    {
        var whole = Run();
        // The failure comes before the checkpoint of this step is written; checkpoints follow steps 3, 6 and 9, and each epoch.
        Should.Throw<TimeoutException>(() => Run(every: 3, afterStep: s => { if (s == step) throw new TimeoutException(); }));
        var resumed = Run(every: 3);

        (resumed.Resumed ?? 0).ShouldBe(checkpoint);
        resumed.Weights.ShouldBe(whole.Weights);
        resumed.Told.ShouldBe(whole.Told);
        resumed.Best.ShouldBe(whole.Best);
    }

    [Theory, InlineData("weights.safetensors"), InlineData("adam.safetensors"), InlineData("state.json"), InlineData("checkpoint.json")]
    public void A_damaged_checkpoint_is_passed_over_for_the_one_before(string file)
    {
        var whole = Run();
        Should.Throw<TimeoutException>(() => Run(every: 3, afterStep: s => { if (s == 11) throw new TimeoutException(); }));
        var path = Path.Combine(Directory.GetDirectories(_place.Path).Order(StringComparer.Ordinal).Last(), file);
        var bytes = File.ReadAllBytes(path);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(path, bytes);

        var resumed = Run(every: 3);
        resumed.Resumed.ShouldBe(8);
        resumed.Weights.ShouldBe(whole.Weights);
    }

    [Fact]
    public void A_checkpoint_of_another_training_is_refused()
    {
        Should.Throw<TimeoutException>(() => Run(every: 3, afterStep: s => { if (s == 7) throw new TimeoutException(); }));
        Should.Throw<CheckpointException>(() => Run(every: 3, seed: 4)).Message.ShouldContain("of another training");
    }

    private static PreferenceExample[] Pairs(int count, string purpose)
    {
        var random = SeededRandom.For(2, purpose);
        int[] Words(int length) => [.. Enumerable.Range(0, length).Select(_ => 1 + random.Next(16))];
        return [.. Enumerable.Range(0, count).Select(i => new PreferenceExample(
            Words(2 + random.Next(3)), [.. Words(random.Next(4)), 18, 0], [.. Words(1 + random.Next(4)), 0], i % 3 == 0 ? 0.5 : 0))];
    }
}
