using AlwaysOnPolicy.Models.Generation;
using AlwaysOnPolicy.Randomness;

namespace AlwaysOnPolicy.Learning.Measuring;

/// <summary>The rows that are worked on: the same in every run.</summary>
internal static class SpeedWork
{
    public const ulong Seed = 1;

    /// <summary>Of an answer, all of which are drawn: nothing ends one early.</summary>
    public const int NewTokens = 64;

    /// <summary>Prompts of a step of PPO or generation, and rows to score.</summary>
    public const int Prompts = 16;

    public static SamplingOptions Sampling { get; } = SamplingOptions.Paper with { MaxNewTokens = NewTokens };

    /// <summary>Lengths spread evenly from the shortest to the longest.</summary>
    public static int[] Lengths(SpeedOptions options, int rows) =>
        [.. Enumerable.Range(0, rows).Select(r =>
            options.ShortestQuery + (int)Math.Round(r * (double)(options.LongestQuery - options.ShortestQuery) / Math.Max(1, rows - 1)))];

    /// <summary>Rows of tokens, each another.</summary>
    public static int[][] Rows(IReadOnlyList<int> lengths, int vocabulary) =>
        [.. lengths.Select((length, row) => Enumerable.Range(0, length).Select(i => ((i * 7919) + (row * 104729)) % vocabulary).ToArray())];

    /// <summary>Of the answers of a step.</summary>
    public static ulong[] AnswerSeeds(int step) =>
        [.. Enumerable.Range(0, Prompts).Select(row => Seeds.Derive(Seed, "speed answer", (step * (long)Prompts) + row))];
}
