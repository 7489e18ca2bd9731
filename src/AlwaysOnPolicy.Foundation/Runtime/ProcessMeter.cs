using System.Globalization;

namespace AlwaysOnPolicy.Runtime;

/// <summary>What the process has used.</summary>
internal static class ProcessMeter
{
    private static double s_most;

    /// <summary>Seconds of all threads together, the system's work for them included.</summary>
    public static double ProcessorSeconds => Environment.CpuUsage.TotalTime.TotalSeconds;

    /// <summary>The most memory that was resident at once since <see cref="ForgetPeak"/>, in MiB; where the system does not say, the most since the
    /// start.</summary>
    public static double PeakMib => Math.Max(s_most, SystemPeak);

    private static double SystemPeak
    {
        get
        {
            using var process = System.Diagnostics.Process.GetCurrentProcess();
            return Line("VmHWM:") ?? process.PeakWorkingSet64 / 1024.0 / 1024;
        }
    }

    /// <summary>Begins anew with what is resident now, so that the making of a model does not count. Linux alone can do it.</summary>
    public static void ForgetPeak()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive);
        Reset();
        s_most = 0;
    }

    /// <summary>The most memory since the last call, in MiB; <see cref="PeakMib"/> goes on over all of them.</summary>
    public static double Lap()
    {
        var peak = SystemPeak;
        s_most = Math.Max(s_most, peak);
        Reset();
        return peak;
    }

    private static void Reset()
    {
        if (!OperatingSystem.IsLinux()) return;
        try
        {
            File.WriteAllText("/proc/self/clear_refs", "5");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The peak is then that of the whole process.
        }
    }

    private static double? Line(string name)
    {
        const string file = "/proc/self/status";
        if (!File.Exists(file)) return null;
        var line = File.ReadLines(file).FirstOrDefault(l => l.StartsWith(name, StringComparison.Ordinal));
        return line is null ? null : double.Parse(line.Split(' ', '\t', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }
}
