using System.Text.Json;
using AlwaysOnPolicy.Learning.SupervisedFineTuning;
using AlwaysOnPolicy.Learning.Training;
using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Randomness;
using AlwaysOnPolicy.Tests;

namespace AlwaysOnPolicy.Learning.Tests.SupervisedFineTuning;

/// <summary>A fine-tuning that was stopped or killed and goes on ends bit for bit where one that was not would.</summary>
public sealed class SftCheckpointTests : IDisposable
{
    private static readonly SftOptions s_options = new()
    {
        LearningRate = 1e-2,
        BatchSize = 2,
        AccumulationSteps = 2,
        LengthWindow = 2,
        WarmupSteps = 3,
        Epochs = 3
    };

    private readonly TemporaryFolder _place = new();
    private readonly SftExample[] _train = Examples(14, "train"), _validation = Examples(5, "validation");

    public void Dispose() => _place.Dispose();

    private sealed record End(float[] Weights, string[] Told, int Best, int Resumed);

    /// <summary>14 examples in batches of 2, 2 of them a step: 4 steps an epoch, 12 in all.</summary>
    private End Run(string kind, int? every = null, Action<int>? afterStep = null, ulong seed = 3, CancellationToken cancel = default)
    {
        var (told, resumed) = (new List<string>(), 0);
        using var model = TinyModel.New();
        var options = kind switch
        {
            "lora" or "half lora" => s_options with { Lora = new() { Rank = 2, TargetModules = [LoraOptions.AllLinear] } },
            "frozen" => s_options with { FrozenLayers = 1 },
            _ => s_options,
        };
        var result = new SftRun(model, _train, _validation, options, seed)
        {
            Products = kind.StartsWith("half", StringComparison.Ordinal) ? ComputeType.Bfloat16 : ComputeType.Float32,
            OnResume = (from, _) => resumed = from.Step,
            OnStep = s =>
            {
                told.Add(JsonSerializer.Serialize(s));
                if (s.Step > resumed) afterStep?.Invoke(s.Step);
            },
            OnEpoch = e => told.Add(JsonSerializer.Serialize(e)),
        }.Run(every is { } n ? new Checkpoints(_place.Path, n) : null, cancel);
        using var merged = model.Copy();
        return new(TinyModel.Weights(merged), [.. told], result.BestEpoch, resumed);
    }

    public static TheoryData<int, string> Stops => [.. from step in new[] { 1, 4, 5, 11 } from kind in new[] { "whole", "lora", "frozen", "half",
        "half lora" } select (step, kind)];

    [Theory, MemberData(nameof(Stops))]
    public void Stopped_after_any_step_it_goes_on_from_there(int step, string kind)
    {
        var whole = Run(kind);
        whole.Told.Length.ShouldBe(12 + 4);
        using var stop = new CancellationTokenSource();
        Should.Throw<OperationCanceledException>(() => Run(kind, every: 0, afterStep: s => { if (s == step) stop.Cancel(); }, cancel: stop.Token));
        var resumed = Run(kind, every: 0);

        resumed.Resumed.ShouldBe(step);
        resumed.Weights.ShouldBe(whole.Weights);
        resumed.Told.ShouldBe(whole.Told);
    }

    [Theory]
    [InlineData(3, 0, "whole"), InlineData(4, 3, "lora"), InlineData(5, 4, "frozen"), InlineData(10, 9, "lora"), InlineData(12, 9, "whole")]
    public void Killed_it_goes_on_from_the_last_checkpoint(int step, int checkpoint, string kind)
    {
        var whole = Run(kind);
        // The failure comes before the checkpoint of this step is written; checkpoints follow steps 3, 6 and 9, and each epoch.
        Should.Throw<TimeoutException>(() => Run(kind, every: 3, afterStep: s => { if (s == step) throw new TimeoutException(); }));
        var resumed = Run(kind, every: 3);

        resumed.Resumed.ShouldBe(checkpoint);
        resumed.Weights.ShouldBe(whole.Weights);
        resumed.Told.ShouldBe(whole.Told);
        resumed.Best.ShouldBe(whole.Best);
    }

    [Fact]
    public void A_checkpoint_of_other_settings_examples_or_seed_is_refused()
    {
        Should.Throw<TimeoutException>(() => Run("whole", every: 3, afterStep: s => { if (s == 7) throw new TimeoutException(); }));
        Should.Throw<CheckpointException>(() => Run("whole", every: 3, seed: 4)).Message.ShouldContain("of another training");
        Should.Throw<CheckpointException>(() => Run("frozen", every: 3)).Message.ShouldContain("of another training");
        _train[0] = _train[0] with { Response = [1, 0] };
        Should.Throw<CheckpointException>(() => Run("whole", every: 3)).Message.ShouldContain("of another training");
    }

    private static SftExample[] Examples(int count, string purpose)
    {
        var random = SeededRandom.For(2, purpose);
        int[] Words(int length) => [.. Enumerable.Range(0, length).Select(_ => 1 + random.Next(18))];
        return [.. Enumerable.Range(0, count).Select(_ => new SftExample(Words(2 + random.Next(3)), [.. Words(1 + random.Next(5)), 0]))];
    }
}
