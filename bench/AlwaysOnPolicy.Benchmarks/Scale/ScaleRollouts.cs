using AlwaysOnPolicy.Randomness;

namespace AlwaysOnPolicy.Benchmarks.Scale;

/// <summary>Answers written by GPUs that hold the policy together, token by token, rows leaving as they end and new ones entering.</summary>
/// <param name="Together">GPUs that share one copy of the policy.</param>
internal sealed record ScaleRollouts(GpuKind Gpu, PolicyShape Policy, int Together)
{
    /// <summary>The fewest GPUs of which each has a tenth of its memory left for keys and values.</summary>
    /// <param name="taken">Bytes of a GPU's memory that learning keeps.</param>
    /// <returns>Null where eight are too few.</returns>
    public static ScaleRollouts? For(GpuKind gpu, PolicyShape policy, double taken) =>
        new[] { 1, 2, 4, 8 }.Select(t => new ScaleRollouts(gpu, policy, t)).FirstOrDefault(r => r.Room(taken) >= 0.1 * gpu.MemoryBytes);

    private double Room(double taken) => (Reached.Memory * Gpu.MemoryBytes) - taken - (Policy.WeightBytes / Together);

    /// <summary>Seconds until the last of some answers to prompts has ended.</summary>
    /// <param name="answers">Tokens of each, at one copy of the policy.</param>
    /// <param name="prompt">Tokens of each prompt.</param>
    public double Seconds(IReadOnlyList<int> answers, int prompt, double taken)
    {
        var longest = prompt + answers.Max();
        var places = Math.Max(1, (int)(Room(taken) * Together / (Policy.CacheBytes * longest)));
        var seconds = 2 * Policy.Parameters * prompt * answers.Count / (Gpu.Flops * Together * Reached.Forward);
        var waiting = new Queue<int>(answers);
        List<(int Written, int Length)> rows = [];
        while (waiting.Count > 0 || rows.Count > 0)
        {
            while (rows.Count < places && waiting.TryDequeue(out var length)) rows.Add((0, length));
            var cached = rows.Sum(r => (double)prompt + r.Written) * Policy.CacheBytes;
            var read = (Policy.WeightBytes + cached) / (Gpu.MemoryBandwidth * Together * Reached.Writing);
            var computed = 2 * Policy.Parameters * rows.Count / (Gpu.Flops * Together * Reached.Forward);
            seconds += Math.Max(read, computed) + (Together > 1 ? Policy.Layers * Reached.SecondsOfALayersSums : 0);
            rows = [.. rows.Select(r => (r.Written + 1, r.Length)).Where(r => r.Item1 < r.Length)];
        }
        return seconds;
    }

    /// <summary>Answers of one length, or, where it is not fixed, log-normal ones about half of it that are cut there.</summary>
    public static int[] Lengths(int count, int most, bool isFixed, SeededRandom random) => [.. Enumerable.Range(0, count)
        .Select(_ => isFixed ? most : Math.Clamp((int)(most / 2.0 * Math.Exp(0.6 * random.NextGaussian())), 1, most))];
}
