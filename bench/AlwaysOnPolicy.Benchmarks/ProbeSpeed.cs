using System.Diagnostics;
using System.Globalization;
using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Checkpoints;
using AlwaysOnPolicy.Models.Generation;
using AlwaysOnPolicy.Randomness;

namespace AlwaysOnPolicy.Benchmarks;

/// <summary>A probe: 4 answers to each of many questions that begin alike, 5 to 64 tokens long as the draws have it; all at once, and 16 at a time.</summary>
internal static class ProbeSpeed
{
    private const int Answers = 4, Shared = 20, Apart = 16;

    public static void Run(string folder, int questions, string numbers)
    {
        using var model = ModelFolder.LoadCausal(folder, numbers == "bfloat16" ? ComputeType.Bfloat16 : ComputeType.Float32);
        var random = new SeededRandom(7);
        int[] Tokens(int count) => [.. Enumerable.Range(0, count).Select(_ => random.Next(model.VocabularySize))];
        var beginning = Tokens(Shared);
        int[][] prompts = [.. Enumerable.Range(0, questions).Select(_ => (int[])[.. beginning, .. Tokens(5 + random.Next(35))])
            .SelectMany(p => Enumerable.Repeat(p, Answers))];
        ulong[] seeds = [.. prompts.Select((_, i) => Seeds.Derive(1, "probe", i))];
        // About each thirtieth token that is drawn ends an answer.
        var options = new SamplingOptions
        {
            Temperature = 0.9,
            MinNewTokens = 4,
            MaxNewTokens = 64,
            EosIds = [.. Enumerable.Range(0, model.VocabularySize / 29).Select(i => i * 29)],
        };
        Generator.Generate(model, [.. prompts.Take(Apart)], seeds, options with { MaxNewTokens = 5 });
        var together = Timed("all at once", () => Generator.Generate(model, prompts, seeds, options));
        var apart = Timed($"{Apart} at a time", () => [.. prompts.Zip(seeds).OrderBy(p => p.First.Length).Chunk(Apart)
            .SelectMany(part => Generator.Generate(model, [.. part.Select(p => p.First)], [.. part.Select(p => p.Second)], options))]);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ratio {together / apart:0.00}"));
    }

    private static double Timed(string what, Func<int[][]> work)
    {
        var watch = Stopwatch.StartNew();
        var tokens = work().Sum(a => a.Length);
        var seconds = watch.Elapsed.TotalSeconds;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {seconds:0.0} s, {tokens} tokens, {tokens / seconds:0} tokens a second"));
        return seconds;
    }
}
