using AlwaysOnPolicy.Engine.Settings;

namespace AlwaysOnPolicy.Experiments.Data;

/// <summary>Names of columns that one option gives for several files, of which not every one has every column.</summary>
public static class SharedColumns
{
    /// <summary>The files with the columns that they have; what a file lacks and needs not has its usual name there.</summary>
    /// <param name="files">Each with the option that names it.</param>
    /// <exception cref="SettingsException">A column is in no file, or a file is not there.</exception>
    /// <exception cref="DataException">A file cannot be read.</exception>
    public static IReadOnlyList<DataSource> Of(DataColumns columns, IReadOnlyList<(DataSource Source, string Option)> files)
    {
        var there = files.Select(f => f.Source.HasNamedColumns ? In(DataInput.Of(f.Source, f.Option)) : new HashSet<string>()).ToArray();
        var all = there.SelectMany(c => c).ToHashSet(StringComparer.Ordinal);
        if (all.Count > 0 && columns.Named().Where(c => !all.Contains(c)).ToArray() is [var absent, ..])
            throw new SettingsException($"--columns {string.Join(",", columns.Fields(absent).Select(f => $"{f}={absent}"))}: no file has a column '{absent}'." +
                (NearestName.Find(absent, all) is { } near ? $" Did you mean '{near}'?" : "") +
                $" {string.Join(" ", files.Zip(there).Where(f => f.Second.Count > 0).Select(f => $"'{f.First.Source.Path}' has " +
                    $"{string.Join(", ", f.Second)}."))}");
        return [.. files.Zip(there, (f, own) => f.Source with { Columns = f.Source.HasNamedColumns ? columns.WithoutAbsent(own) : columns })];
    }

    private static HashSet<string> In(DataInput input) =>
        input.Files.SelectMany(f => RecordFile.Read(f.CheckedPath(), input.Source.Format)).SelectMany(r => r.Columns.Keys).ToHashSet(StringComparer.Ordinal);
}
