using System.Globalization;

namespace AlwaysOnPolicy.Benchmarks;

/// <summary>The most memory that this process has held since the last reset, by Linux's account.</summary>
internal static class PeakMemory
{
    public static void Reset() => File.WriteAllText("/proc/self/clear_refs", "5");

    public static long Megabytes() => long.Parse(
        File.ReadLines("/proc/self/status").First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture) / 1024;
}
