namespace AlwaysOnPolicy.Experiments.Preflight;

/// <summary>Whether the disk has room for what a run keeps.</summary>
internal static class DiskLook
{
    private const double GB = 1e9;

    /// <param name="folder">The run's; it need not be there yet.</param>
    /// <param name="copies">How often a model's numbers are kept in float32: weights, moments, checkpoints.</param>
    public static void Look(Findings findings, string folder, long parameters, int copies)
    {
        var needed = 4.0 * parameters * copies;
        if (FreeBytes(folder) is { } free && free < needed)
            findings.Warn(FormattableString.Invariant($"The run keeps up to {needed / GB:0.##} GB in '{folder}', and {free / GB:0.##} GB are free there. Make room, or name another folder with --out."));
    }

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
