using System.Collections.Concurrent;
using System.Globalization;
using AlwaysOnPolicy.Evaluation.Statistics;
using AlwaysOnPolicy.Models.Runtime;

namespace AlwaysOnPolicy.Benchmarks;

/// <summary>How often the monitors of PPO speak in runs with something wrong, and in runs without (see bench/monitors.sh).</summary>
internal static class MonitorRates
{
    private const int Most = 10;   // so that a run keeps its seed where there are to be more of its kind

    /// <summary>Each kind of run so many times, on the worlds in turn, two at once.</summary>
    /// <param name="place">Holds worlds/SEED, and gets runs/.</param>
    /// <param name="worlds">Seeds of the worlds.</param>
    /// <param name="firstSeed">Of the runs: another for tuning than for measuring.</param>
    /// <param name="repeats">At most 10.</param>
    public static async Task RunAsync(string place, IReadOnlyList<ulong> worlds, ulong firstSeed, int repeats)
    {
        TorchNative.Register();
        TorchThreads.Set(1);
        var trained = worlds.Select(w => new TrainedMiniature(Path.Combine(place, "worlds", $"{w}"), w)).ToArray();
        Directory.CreateDirectory(Path.Combine(place, "runs"));
        var jobs = MonitorCase.All.SelectMany((kind, k) => Enumerable.Range(0, repeats).Select(r => (kind, world: trained[r % trained.Length],
            seed: firstSeed + (ulong)((Most * k) + r))));
        var runs = new ConcurrentBag<MonitorRun>();
        await Parallel.ForEachAsync(jobs, new ParallelOptions { MaxDegreeOfParallelism = 2 }, async (job, _) =>
        {
            var run = await MonitorRun.DoAsync(job.kind, job.world, job.seed, Path.Combine(place, "runs", $"{job.seed}.json"));
            runs.Add(run);
            Console.WriteLine($"{run.Seed} {run.Case}, world {run.World}: {run.Steps.Count} steps, true score {Number(run.Before)} → {Number(run.After)}; " +
                $"{(run.Error is null ? "" : "ended by an error; ")}{string.Join("; ", run.Said().Select(s => $"{s.Key} ({s.Value})"))}");
        });
        foreach (var line in Tables([.. runs.OrderBy(r => r.Seed)])) Console.WriteLine(line);
    }

    private static IEnumerable<string> Tables(IReadOnlyList<MonitorRun> runs)
    {
        var sick = MonitorCase.All.Where(c => c.Sick).Select(c => c.Name).ToHashSet();
        MonitorRun[] wrong = [.. runs.Where(r => sick.Contains(r.Case))], well = [.. runs.Where(r => !sick.Contains(r.Case))];
        yield return "\n| kind of run | runs | true score, change | told | first step | what was said |\n|---|---|---|---|---|---|";
        foreach (var kind in runs.GroupBy(r => r.Case))
        {
            var told = kind.Where(Told).ToArray();
            yield return $"| {(sick.Contains(kind.Key) ? "sick: " : "healthy: ")}{kind.Key} | {kind.Count()} | " +
                $"{string.Join(", ", kind.Select(Change))} | " +
                $"{told.Length} | {string.Join(", ", told.Select(FirstStep))} | " +
                $"{string.Join("; ", kind.SelectMany(Heads).CountBy(h => h).Select(h => h.Value == 1 ? h.Key : $"{h.Key} ({h.Value})"))} |";
        }
        yield return "\n| monitor says | in sick runs | 95 % | in healthy runs | 95 % | steps in sick runs |\n|---|---|---|---|---|---|";
        foreach (var head in runs.SelectMany(Heads).Distinct().Order())
            yield return Row(head, r => Heads(r).Contains(head),
                string.Join(", ", wrong.Where(r => r.Said().ContainsKey(head)).Select(r => r.Said()[head]).Order()));
        yield return Row("any, or an error", Told, "");

        string Row(string head, Func<MonitorRun, bool> told, string steps) =>
            $"| {head} | {Share(wrong.Count(told), wrong.Length)} | {Share(well.Count(told), well.Length)} | {steps} |";
    }

    private static string Change(MonitorRun run) =>
        run.After - run.Before is { } change ? change.ToString("+0.00;−0.00", CultureInfo.InvariantCulture) : "–";

    private static bool Told(MonitorRun run) => Heads(run).Any();

    private static IEnumerable<string> Heads(MonitorRun run) => run.Said().Keys.Concat(run.Error is null ? [] : ["(error)"]);

    private static int FirstStep(MonitorRun run) => run.Said().Values.Append(run.Error is null ? int.MaxValue : run.Steps.Count + 1).Min();

    private static string Share(int count, int total)
    {
        var interval = Wilson.Interval(count, total);
        return string.Create(CultureInfo.InvariantCulture, $"{count} of {total} | {100 * interval.Low:0} to {100 * interval.High:0} %");
    }

    private static string Number(double? value) => value?.ToString("0.000", CultureInfo.InvariantCulture) ?? "–";
}
