using AlwaysOnPolicy.Cli.Console;
using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Experiments.Loop;
using AlwaysOnPolicy.Experiments.Loop.Settings;
using AlwaysOnPolicy.Reports;
using AlwaysOnPolicy.Reports.Records;

namespace AlwaysOnPolicy.Cli.Commands;

/// <summary>One experiment with several seeds, each in a folder of its own, and the report that puts them together.</summary>
internal static class SeedRuns
{
    /// <summary>Reads "5", "1000-1007" or "1,2,5-8".</summary>
    /// <exception cref="SettingsException">It is none of these, or names fewer than two seeds or one twice.</exception>
    public static IReadOnlyList<ulong> Parse(string text)
    {
        var seeds = new List<ulong>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            var ends = part.Split('-');
            if (ends.Length > 2 || !ulong.TryParse(ends[0], out var first) || !ulong.TryParse(ends[^1], out var last) || last < first || last - first >= 10_000)
                throw new SettingsException($"--seeds {text}: '{part}' is no seed and no range of seeds: write 1000-1007, or 1,2,5-8.");
            for (var seed = first; seed <= last; seed++) seeds.Add(seed);
        }
        if (seeds.Count < 2 || seeds.Distinct().Count() < seeds.Count) throw new SettingsException($"--seeds {text}: name two seeds or more, each once; for " +
            $"one take --set seed={text}.");
        return seeds;
    }

    /// <summary>Runs each seed, or goes on with it, and writes the combined report into <paramref name="folder"/>.</summary>
    /// <param name="replace">Whether finished results of other settings may be replaced.</param>
    public static async Task<(ReportData Data, string Page)> RunAsync(ExperimentSettings settings, IReadOnlyList<ulong> seeds, string folder,
        bool replace, CancellationToken cancel)
    {
        if (!replace) RequireKept(folder, seeds);
        var runs = new List<(ulong Seed, ReportData Data)>();
        foreach (var seed in seeds)
        {
            var own = settings with { Seed = seed };
            System.Console.WriteLine($"Seed {seed}, {runs.Count + 1} of {seeds.Count}:");
            var done = await ProgressDisplay.RunAsync(o => ExperimentRun.RunAsync(own, Path.Combine(folder, FolderOf(seed)), null, o, cancel, replace));
            runs.Add((seed, done!.Value.Data));
            Summary.PrintSeed(seed, done.Value.Data);
        }
        var data = Study.Combine($"{settings.Name}: {seeds.Count} seeds", runs,
            [.. seeds.Select(s => new ReportLink($"seed {s}", $"../{FolderOf(s)}/{RunFolder.ReportName}/index.html"))]);
        return (data, ReportWriter.Write(data, Path.Combine(folder, RunFolder.ReportName)));
    }

    /// <exception cref="SettingsException">The folder's report puts seeds together that are not among these.</exception>
    internal static void RequireKept(string folder, IReadOnlyList<ulong> seeds)
    {
        var there = StudySeeds.In(Path.Combine(folder, RunFolder.ReportName)).Except(seeds).ToArray();
        if (there.Length > 0) throw new SettingsException($"'{folder}' holds a report that puts the seeds {string.Join(", ", there)} in as well. Name them " +
            "in --seeds too, name another folder with --out, or replace the report with --force.");
    }

    private static string FolderOf(ulong seed) => $"seed-{seed}";
}
