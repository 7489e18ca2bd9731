using System.Globalization;
using AlwaysOnPolicy.Models.Hub;

namespace AlwaysOnPolicy.Cli.Console;

/// <summary>A line on standard error for each report of a fetch: standard output holds the folder alone.</summary>
internal sealed class FetchLines : IProgress<HubProgress>
{
    public void Report(HubProgress value) => System.Console.Error.WriteLine(value.Done < value.Total
        ? $"{value.File,-40} {Megabytes(value.Done)} of {Megabytes(value.Total)}"
        : $"{value.File,-40} {Megabytes(value.Total)}");

    private static string Megabytes(long bytes) => (bytes / 1e6).ToString("0.0", CultureInfo.InvariantCulture) + " MB";
}
