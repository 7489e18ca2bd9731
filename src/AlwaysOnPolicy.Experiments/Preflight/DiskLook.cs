namespace AlwaysOnPolicy.Experiments.Preflight;

/// <summary>Whether the disk has room for what a run keeps.</summary>
internal static class DiskLook
{
    /// <param name="folder">The run's; it need not be there yet.</param>
    /// <param name="copies">How often a model's numbers are kept in float32: weights, moments, checkpoints.</param>
    public static void Look(Findings findings, string folder, long parameters, int copies)
    {
        var needed = 4.0 * parameters * copies;
        if (FreeBytes(folder) is { } free && free < needed)
            findings.Warn($"The run keeps up to {Size(needed)} in '{folder}', and {Size(free)} are free there. Make room, or name another folder with --out.");
    }

    private static string Size(double bytes) => bytes >= 1e9
        ? FormattableString.Invariant($"{bytes / 1e9:0.##} GB") : FormattableString.Invariant($"{bytes / 1e6:0.##} MB");

    private static long? FreeBytes(string folder)
    {
        try
        {
            var place = Path.GetFullPath(folder);
            while (!Directory.Exists(place) && Path.GetDirectoryName(place) is { } above) place = above;
            return new DriveInfo(place).AvailableFreeSpace;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;   // nobody can tell
        }
    }
}
