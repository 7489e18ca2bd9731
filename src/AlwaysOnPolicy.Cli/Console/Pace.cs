using System.Globalization;

namespace AlwaysOnPolicy.Cli.Console;

/// <summary>How long something has taken, and how long the rest of it may take at the same pace.</summary>
internal static class Pace
{
    /// <summary>"1:05, 3:20 left"; the first part alone where nobody can tell what is left.</summary>
    public static string Text(TimeSpan elapsed, TimeSpan? left) => left is { } time ? $"{Short(elapsed)}, {Short(time)} left" : Short(elapsed);

    /// <summary>Null where nothing has been done yet, or all has.</summary>
    /// <param name="first">What was done when the time began.</param>
    public static TimeSpan? Left(TimeSpan elapsed, int done, int total, int first = 0) =>
        done > first && done < total ? elapsed * ((double)(total - done) / (done - first)) : null;

    /// <summary>"0:07", "12:40", "3:05:00".</summary>
    public static string Short(TimeSpan time) => time.TotalHours >= 1
        ? string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}")
        : string.Create(CultureInfo.InvariantCulture, $"{time.Minutes}:{time.Seconds:00}");
}
