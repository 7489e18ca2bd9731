using System.Diagnostics;
using System.Globalization;

namespace AlwaysOnPolicy.Chat.Ledger;

/// <summary>Tells a process from another that got its number later.</summary>
internal static class ProcessIdentity
{
    private const int StartField = 22, FieldsBeforeState = 3;   // of /proc/PID/stat: see proc(5)

    /// <returns>Null where no such process runs on this machine.</returns>
    public static string? Of(int process)
    {
        try
        {
            if (OperatingSystem.IsLinux())
            {
                // Ticks since the system's start: unlike a time of day they do not move when the clock is set.
                var stat = File.ReadAllText($"/proc/{process}/stat");
                var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
                if (fields[0] is "Z" or "X") return null;   // ended, and not yet taken away
                return $"{File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim()}/{fields[StartField - FieldsBeforeState]}";
            }
            using var running = Process.GetProcessById(process);
            return running.StartTime.ToUniversalTime().Ticks.ToString(CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or InvalidOperationException
            or System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
