using AlwaysOnPolicy.Prompts.Clustering;
using AlwaysOnPolicy.Randomness;
using BenchmarkDotNet.Attributes;

namespace AlwaysOnPolicy.Benchmarks;

/// <summary>The vanilla pipeline's numeric steps on 4,000 random embeddings of width 384.</summary>
public class PromptBenchmarks
{
    private float[][] _embeddings = null!;
    private double[][] _rows = null!;
    private int[] _labels = null!;

    [GlobalSetup]
    public void Setup()
    {
        var random = SeededRandom.For(1, "bench");
        _rows = [.. Enumerable.Range(0, 4000).Select(_ => Enumerable.Range(0, 384).Select(_ => random.NextGaussian()).ToArray())];
        _embeddings = [.. _rows.Select(r => { var norm = Math.Sqrt(r.Sum(x => x * x)); return r.Select(x => (float)(x / norm)).ToArray(); })];
        _labels = [.. Enumerable.Range(0, 4000).Select(i => i % 11)];
    }

    [Benchmark]
    public int Pca50() => Pca.Fit(_rows, 50).Components.Length;

    [Benchmark]
    public int KMeans11() => KMeans.Fit(_rows, 11, 1, maxIterations: 20).Iterations;

    [Benchmark]
    public int EliminateHalf() => Elimination.DownTo(_embeddings, _labels, 2000).Count;
}
