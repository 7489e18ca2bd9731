using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Models.Hub;

namespace AlwaysOnPolicy.Experiments.Data;

/// <summary>A data set with the content of its files made known to stage keys: hold this in a stage's input record and read it in the stage.</summary>
/// <param name="Source">The data set, as settings name it.</param>
/// <param name="Files">Its files, known by their content.</param>
/// <param name="Setting">Who names it, for notes: they stand in results, which know no path.</param>
public sealed record DataInput(DataSource Source, IReadOnlyList<InputFiles> Files, [property: NotInKey] string Setting)
{
    [NotInKey] internal DataAdvice Advice => new(Setting);

    /// <summary>Finds and hashes a data set's files.</summary>
    /// <param name="setting">Dotted path of the source's settings, for messages: "data.questions".</param>
    /// <exception cref="SettingsException">No file is there.</exception>
    /// <exception cref="DataException">One cannot be read.</exception>
    public static DataInput Of(DataSource source, string setting) => new(source, [.. FilesOf(source, setting).Select(InputFiles.Of)], setting);

    /// <summary>Finds a data set's files without reading them.</summary>
    /// <exception cref="SettingsException">No file is there.</exception>
    internal static IReadOnlyList<string> FilesOf(DataSource source, string setting) =>
        FilesOf(source, setting, HubCache.Find(Environment.GetEnvironmentVariable));

    internal static IReadOnlyList<string> FilesOf(DataSource source, string setting, HubCache cache)
    {
        var named = setting.StartsWith("--", StringComparison.Ordinal) ? setting : $"{setting}.path";
        if (HubAddress.ReadOrNull(source.Path) is { } address)
            return address.SnapshotOrNull(cache) is { } snapshot && Matches(Path.Combine(snapshot, address.File)).ToArray() is { Length: > 0 } fetched
                ? fetched
                : throw new SettingsException($"'{source.Path}', to which {named} points, is not in the HuggingFace cache '{cache.Root}'. Fetch it: " +
                    address.FetchCommand);
        string[] paths = [.. Matches(source.Path)];
        if (paths.Length == 0 && Directory.Exists(source.Path))
            throw new SettingsException(
                $"'{source.Path}', to which {named} points, is a folder: name a file in it, or several at once, such as " +
                $"{Path.Combine(source.Path, "*.jsonl")}.");
        if (paths.Length == 0)
            throw new SettingsException(
                $"'{source.Path}', to which {named} points, is no file. Correct " +
                "the path, or put the file there.");
        return paths;
    }

    private static IEnumerable<string> Matches(string path)
    {
        var full = Path.GetFullPath(path);
        IEnumerable<string> found = [Path.GetPathRoot(full)!];
        var parts = full[Path.GetPathRoot(full)!.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries);
        foreach (var part in parts)
        {
            found = part.Contains('*')
                ? found.Where(Directory.Exists).SelectMany(f => Directory.EnumerateFileSystemEntries(f, part).Order(StringComparer.Ordinal))
                : found.Select(f => Path.Combine(f, part));
        }
        return found.Where(File.Exists);
    }
}
