using System.Text.Json;
using AlwaysOnPolicy.Learning.Ppo;
using AlwaysOnPolicy.Learning.Training;

namespace AlwaysOnPolicy.Learning.Tests.Ppo;

/// <summary>The paper's number of steps on a tiny model. It takes a minute, so it runs when asked for (CONTRIBUTING.md says how).</summary>
public sealed class PpoPaperSizeTests : IDisposable
{
    private const int Steps = 250;
    private static readonly PpoOptions s_paper = new() { LearningRate = 1e-3, BatchSize = 16, MiniBatchSize = 8 };
    private readonly IterationWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact(Explicit = true)]
    public void Steps_250_of_batch_16_learn_keep_finite_and_go_on_after_a_stop_as_if_there_had_been_none()
    {
        var whole = _world.Run(ppo: s_paper, steps: Steps);
        PpoStepRecord[] records = [.. whole.Records.Select(r => JsonSerializer.Deserialize<PpoStepRecord>(r, CheckpointManifest.Json)!)];
        records.Select(r => r.Step).ShouldBe(Enumerable.Range(1, Steps));
        records.ShouldAllBe(r => r.Stats.Values.All(double.IsFinite));
        // Half of the words are small at first; the policy gains more than half of what there is to gain, held back by the KL penalty.
        records.Take(10).Average(r => r.Stats["env/reward_mean"]).ShouldBe(0.5, 0.15);
        records.TakeLast(10).Average(r => r.Stats["env/reward_mean"]).ShouldBeGreaterThan(0.75);

        // The adaptive controller, from the recorded KL: β ← β (1 + clip(KL / target − 1, ±.2) · batch / horizon).
        var coefficient = s_paper.InitKlCoef;
        foreach (var record in records)
        {
            record.Stats["objective/kl_coef"].ShouldBe(coefficient, 1e-6 * coefficient);
            coefficient *= 1 + (Math.Clamp((record.Stats["objective/kl"] / s_paper.Target) - 1, -0.2, 0.2) * s_paper.BatchSize / s_paper.Horizon);
        }

        using var stop = new CancellationTokenSource();
        Should.Throw<OperationCanceledException>(() => _world.Run(every: 0, ppo: s_paper, steps: Steps, onStep: r => { if (r.Step == 125) stop.Cancel(); },
            cancel: stop.Token));
        var resumed = _world.Run(every: 0, ppo: s_paper, steps: Steps);
        resumed.Resumed.ShouldBe(125);
        resumed.Hashes.ShouldBe(whole.Hashes);
        resumed.Records.ShouldBe(whole.Records);
    }
}
