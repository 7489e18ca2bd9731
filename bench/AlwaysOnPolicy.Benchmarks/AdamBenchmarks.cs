using AlwaysOnPolicy.Learning.Optimization;
using AlwaysOnPolicy.Models.Architectures;
using BenchmarkDotNet.Attributes;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Benchmarks;

/// <summary>One optimizer step over the weights of a GPT-2 of 7 million parameters: ours against the one of TorchSharp.</summary>
public class AdamBenchmarks
{
    private Gpt2 _model = null!;
    private AdamW _ours = null!;
    private optim.Optimizer _theirs = null!;

    [GlobalSetup]
    public void Setup()
    {
        _model = new Gpt2(new Gpt2Config { VocabularySize = 8000, HiddenSize = 256, LayerCount = 6, HeadCount = 4, MaxPositions = 128 });
        _model.Initialize(1);
        foreach (var p in _model.parameters()) p.grad = ones_like(p) * 1e-3f;
        _ours = AdamW.For(_model, 1e-6, 0.01);
        _theirs = optim.AdamW(_model.parameters(), lr: 1e-6, weight_decay: 0.01);
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _ours.Dispose();
        _theirs.Dispose();
        _model.Dispose();
    }

    [Benchmark(Baseline = true)]
    public void TorchSharpAdamW() => _theirs.step().Dispose();

    [Benchmark]
    public void OneKernelAdamW() => _ours.Step();
}
