using AlwaysOnPolicy.Learning.Ppo;
using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Checkpoints;
using AlwaysOnPolicy.Runtime;
using BenchmarkDotNet.Attributes;

namespace AlwaysOnPolicy.Benchmarks;

/// <summary>A PPO step of a real model with all of its weights trained, with an adapter in their place, with layers frozen: 8 rollouts of 60 + 40 tokens,
/// mini-batches of 4, 2 epochs, as in samples/smollm2.yaml. BENCH_MODEL names the model's folder.</summary>
/// <remarks>Beside the table each case prints the most memory held and the processor's seconds a step, which a busy machine moves less than the
/// clock's.</remarks>
public class TrainedPartsBenchmarks
{
    private CausalModel _policy = null!;
    private CausalModel? _reference;
    private ValueHead _head = null!;
    private PpoTrainer _trainer = null!;
    private Rollout[] _rollouts = null!;
    private TimeSpan _started;
    private int _steps;

    [Params("all", "lora", "half frozen")]
    public string Trained { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        var folder = Environment.GetEnvironmentVariable("BENCH_MODEL") ?? "models/smollm2-135m-instruct";
        NativeHeap.ReleaseUnused();
        PeakMemory.Reset();
        _policy = ModelFolder.LoadCausal(folder);
        var options = new PpoOptions
        {
            LearningRate = 1e-9,
            BatchSize = 8,
            MiniBatchSize = 4,
            PpoEpochs = 2,
            Lora = Trained == "lora" ? new() { Rank = 16, TargetModules = [LoraOptions.AllLinear] } : null,
            FrozenLayers = Trained == "half frozen" ? _policy.LayerCount / 2 : 0,
        };
        if (options.Lora is { } lora) LoraAdapter.Attach(_policy, lora, seed: 1);
        else _reference = ModelFolder.LoadCausal(folder);
        _head = new ValueHead(_policy.HiddenSize);
        _trainer = new PpoTrainer(_policy, _head, _reference, options, padId: 0);
        int[] Tokens(int row, int count) => [.. Enumerable.Range(1, count).Select(i => 100 + ((i * 7919) + (row * 104729)) % (_policy.VocabularySize - 100))];
        _rollouts = [.. Enumerable.Range(0, 8).Select(i => new Rollout(Tokens(i, 60), Tokens(i + 50, 40), (i % 3) - 1.0))];
        (_started, _steps) = (Environment.CpuUsage.TotalTime, 0);
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        var seconds = (Environment.CpuUsage.TotalTime - _started).TotalSeconds / Math.Max(1, _steps);
        Console.WriteLine($"// {Trained}: {PeakMemory.Megabytes()} MB at most, {seconds:0.0} processor seconds a step ({_steps} steps), " +
            $"{_policy.TrainedParameters.Sum(p => p.Value.NumberOfElements):N0} numbers trained");
        _trainer.Dispose();
        _head.Dispose();
        _policy.Dispose();
        _reference?.Dispose();
        _reference = null;
    }

    [Benchmark]
    public int PpoStep()
    {
        _steps++;
        return _trainer.Step(_rollouts, _ => [.. Enumerable.Range(0, 8)]).Updates.Count;
    }
}
