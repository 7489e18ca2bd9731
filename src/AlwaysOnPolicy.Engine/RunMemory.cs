using System.Globalization;

namespace AlwaysOnPolicy.Engine;

/// <summary>What a run has of the machine's memory, for whoever has to find out what ended it.</summary>
/// <param name="ResidentBytes">Of the process.</param>
/// <param name="LimitBytes">What it can have: of the machine, or of its container.</param>
/// <param name="OutOfMemoryKills">How many processes this system has killed for want of memory since it was started; null where it does not say.</param>
internal sealed record RunMemory(long ResidentBytes, long LimitBytes, long? OutOfMemoryKills)
{
    private const string Counter = "oom_kill ";

    public static RunMemory Now() => new(Environment.WorkingSet, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, Kills());

    private static long? Kills()
    {
        try
        {
            return File.ReadLines("/proc/vmstat").FirstOrDefault(l => l.StartsWith(Counter, StringComparison.Ordinal)) is { } line
                && long.TryParse(line[Counter.Length..], CultureInfo.InvariantCulture, out var kills) ? kills : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
