using AlwaysOnPolicy.Files;

namespace AlwaysOnPolicy.Experiments.Preflight;

/// <summary>Whether a run's folder can be made and written.</summary>
internal static class FolderLook
{
    /// <remarks>What the system lets one do it alone knows: a folder is made for a moment where the run's would be.</remarks>
    /// <returns>The folder itself.</returns>
    /// <exception cref="SettingsException">It cannot.</exception>
    public static string Require(string folder)
    {
        var place = Path.GetFullPath(folder);
        while (!Directory.Exists(place))
        {
            if (File.Exists(place)) throw Refuse($"'{place}' is a file.");
            place = Path.GetDirectoryName(place) ?? throw Refuse($"there is no '{Path.GetPathRoot(folder)}'.");
        }
        var trial = Path.Combine(place, $"{Durable.TemporaryPrefix}{Guid.NewGuid():N}");
        try
        {
            Directory.CreateDirectory(trial);
            Directory.Delete(trial);
            return folder;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            var why = e is FileNotFoundException or DirectoryNotFoundException
                ? "" : $": {e.Message.Replace(trial, place, StringComparison.Ordinal).TrimEnd('.')}";
            throw Refuse($"nothing can be made in '{place}'{why}.");
        }

        SettingsException Refuse(string why) => new($"The run's folder '{folder}' cannot be written: {why} Name another folder with --out, or correct the " +
            "permissions.");
    }
}
