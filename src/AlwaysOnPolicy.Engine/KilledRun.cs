using System.Globalization;

namespace AlwaysOnPolicy.Engine;

/// <summary>What became of the run before this one, where it ended without a word.</summary>
internal static class KilledRun
{
    private const double MostOfIt = 0.8;

    /// <summary>A run that ends in order writes so into its log, and takes progress.json away: one that did neither was killed.</summary>
    /// <returns>A sentence for the user; null where the run before ended in order, or there was none.</returns>
    public static string? Sentence(RunFolder run)
    {
        var newest = run.ReadLog().Reverse().TakeWhile(l => l.Event != "run_started").ToArray();
        if (!File.Exists(run.LogFile) || newest.Any(l => l.Event.StartsWith("run_", StringComparison.Ordinal))) return null;
        if (RunProgress.TryRead(run.FullPath) is not { } told) return null;
        var during = told.Running.Count == 0 ? "" : $" in the middle of {string.Join(" and ", told.Running.Select(s => s.Labels[0]))}";
        return $"The run before this one ({RunLock.Owner(told.Process, told.Machine, told.Started)}) ended without a word{during}: {Cause(told)} " +
            "What was finished or kept is not computed again.";
    }

    private static string Cause(RunProgress told)
    {
        var memory = told.Memory is { } m ? string.Create(CultureInfo.InvariantCulture,
            $" When it last told, it held {m.ResidentBytes / 1e9:0.0} GB of {m.LimitBytes / 1e9:0.0} GB.") : "";
        var starved = told.Machine == Environment.MachineName && RunMemory.Now() is { } now && now.OutOfMemoryKills > told.Memory?.OutOfMemoryKills;
        if (starved || told.Memory is { } held && held.ResidentBytes > MostOfIt * held.LimitBytes)
            return $"most likely the system killed it because memory was used up{(starved ? " (its count of such kills has risen since)" : "")}.{memory} " +
                $"If it happens again: {MemoryException.Remedy}.";
        return $"it was killed, or the machine went down.{memory}";
    }
}
