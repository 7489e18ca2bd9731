using System.Globalization;

namespace AlwaysOnPolicy.Cli.Console;

/// <summary>Bytes for people, in powers of ten as disks are sold.</summary>
internal static class Sizes
{
    public static string Text(long bytes) => bytes switch
    {
        < 1000 => $"{bytes} B",
        < 1_000_000 => Of(bytes / 1e3, "0.0", "kB"),
        < 1_000_000_000 => Of(bytes / 1e6, "0.0", "MB"),
        _ => Of(bytes / 1e9, "0.00", "GB"),
    };

    private static string Of(double number, string form, string unit) => $"{number.ToString(form, CultureInfo.InvariantCulture)} {unit}";
}
