using System.Globalization;

namespace AlwaysOnPolicy.Cli.Console;

/// <summary>Bytes for people, in powers of ten as disks are sold.</summary>
internal static class Sizes
{
    public static string Text(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{(bytes switch
    {
        < 1000 => $"{bytes} B",
        < 1_000_000 => $"{bytes / 1e3:0.0} kB",
        < 1_000_000_000 => $"{bytes / 1e6:0.0} MB",
        _ => $"{bytes / 1e9:0.00} GB",
    })}");
}
