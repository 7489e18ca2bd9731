using System.IO.Enumeration;

namespace AlwaysOnPolicy.Models.Hub;

/// <summary>Which files of a data set's repository are fetched: those that hold rows, or those that patterns name; and its card, which names its
/// licence.</summary>
internal static class DataSetFiles
{
    private const string Card = "README.md";
    private const int MostNamed = 8;
    private static readonly string[] s_endings = [".jsonl", ".json", ".csv", ".tsv", ".parquet", ".txt"];
    private static readonly string[] s_packed = [".gz", ".zst"];
    private static readonly string[] s_aboutIt = ["dataset_infos.json", "dataset_info.json"];

    /// <exception cref="HubException">No file fits.</exception>
    public static IReadOnlyList<string> Of(HubId id, string revision, IReadOnlyCollection<string> files, IReadOnlyList<string> patterns)
    {
        if (Missing(files, patterns) is not { } missing)
            return [.. files.Where(f => f == Card || (patterns.Count == 0 ? HoldsRows(f) : patterns.Any(p => Fits(f, p)))).Order(StringComparer.Ordinal)];
        string[] rows = [.. files.Where(HoldsRows).Order(StringComparer.Ordinal)];
        throw new HubException($"'{id}' has no {missing} at revision {revision}. " + (rows.Length == 0
            ? "It may be a script that loads them from elsewhere: look at the branches of its page for files of Parquet, and name one with --revision."
            : $"It has: {string.Join(", ", rows.Take(MostNamed))}{(rows.Length > MostNamed ? $" and {rows.Length - MostNamed} more" : "")}."));
    }

    /// <summary>Whether a snapshot has what is asked for.</summary>
    public static bool Are(string snapshot, IReadOnlyList<string> patterns) => Missing(
        [.. Directory.EnumerateFiles(snapshot, "*", SearchOption.AllDirectories).Where(File.Exists)
            .Select(f => Path.GetRelativePath(snapshot, f).Replace('\\', '/'))], patterns) is null;

    /// <returns>What no file fits, in words.</returns>
    private static string? Missing(IReadOnlyCollection<string> files, IReadOnlyList<string> patterns) => patterns.Count == 0
        ? files.Any(HoldsRows) ? null : "file of rows (JSON, JSON lines, CSV, Parquet or text)"
        : patterns.FirstOrDefault(p => !files.Any(f => Fits(f, p))) is { } pattern ? $"file '{pattern}'" : null;

    private static bool Fits(string file, string pattern) => FileSystemName.MatchesSimpleExpression(pattern, file, ignoreCase: false);

    private static bool HoldsRows(string file)
    {
        var name = Path.GetFileName(file);
        if (s_aboutIt.Contains(name)) return false;
        if (s_packed.FirstOrDefault(e => name.EndsWith(e, StringComparison.Ordinal)) is { } packed) name = name[..^packed.Length];
        return s_endings.Any(e => name.EndsWith(e, StringComparison.Ordinal));
    }
}
