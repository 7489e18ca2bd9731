using AlwaysOnPolicy.Files;

namespace AlwaysOnPolicy.Engine.Keeping;

/// <summary>Something in a run's folder that its plan does not need.</summary>
/// <param name="Path">Relative to the run's folder, with '/'.</param>
/// <param name="Why">What it is.</param>
/// <param name="Bytes">Of the files in it; links count nothing.</param>
public sealed record RunGarbage(string Path, string Why, long Bytes)
{
    private const string FormerStage = "stage of former settings", FinishedCheckpoint = "checkpoints of a finished stage",
        FormerCheckpoint = "checkpoints of former settings", Leftover = "left by a run that was killed", FormerModel = "links to a stage of former settings";

    /// <summary>What neither the run's plan nor another run (<see cref="SharedStages"/>) needs: finished stages and checkpoints of former settings,
    /// checkpoints of finished stages, what killed runs left, and models that are links to what goes. Nothing is removed; whoever asks holds the run
    /// (<see cref="RunFolder.Hold"/>).</summary>
    /// <exception cref="SettingsException">The folder holds no run.</exception>
    /// <exception cref="StorageException">Its plan cannot be read: then nobody knows what is needed.</exception>
    public static IReadOnlyList<RunGarbage> Find(RunFolder run)
    {
        var planned = PlannedStage.In(run);
        var needed = planned.Select(s => s.FolderName).ToHashSet(StringComparer.Ordinal);
        var done = planned.Where(run.IsDone).Select(s => s.FolderName).ToHashSet(StringComparer.Ordinal);
        var used = SharedStages.UsedByOthers(run);
        RunGarbage[] stages = [.. Under(run, run.StagesFolder).Where(e => !needed.Contains(e.Name) && !used.Contains(e.Name))
            .Select(e => Of(run, e, FormerStage))];
        var gone = stages.Select(g => System.IO.Path.GetFileName(g.Path)).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. stages,
            .. Under(run, run.CheckpointsFolder).Where(e => done.Contains(e.Name) || !needed.Contains(e.Name))
                .Select(e => Of(run, e, done.Contains(e.Name) ? FinishedCheckpoint : FormerCheckpoint)),
            .. Leftovers(new DirectoryInfo(run.FullPath)).Select(e => Of(run, e, Leftover)),
            .. Under(run, System.IO.Path.Combine(run.FullPath, "policies")).OfType<DirectoryInfo>().Where(f => LeadsTo(f, gone))
                .Select(e => Of(run, e, FormerModel)),
        ];
    }

    /// <summary>Removes what was found.</summary>
    /// <exception cref="StorageException">Something cannot be removed; the rest is gone.</exception>
    public static void Remove(RunFolder run, IReadOnlyList<RunGarbage> garbage)
    {
        Exception? first = null;
        foreach (var item in garbage)
        {
            var path = InnerPath.Of(run.FullPath, item.Path, wrong => new StorageException($"What is to be removed {wrong}"));
            try
            {
                if (Directory.Exists(path) && new DirectoryInfo(path).LinkTarget is null) Directory.Delete(path, recursive: true);   // which follows no links
                else File.Delete(path);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                first ??= e;
            }
        }
        if (first is not null) throw StorageException.CannotWrite(run.FullPath, first);
    }

    private static RunGarbage Of(RunFolder run, FileSystemInfo entry, string why) =>
        new(System.IO.Path.GetRelativePath(run.FullPath, entry.FullName).Replace('\\', '/'), why, entry switch
        {
            { LinkTarget: not null } => 0,
            FileInfo file => file.Length,
            _ => RunOverview.FilesOf(entry.FullName).Sum(f => f.Length),
        });

    /// <summary>Leftovers have a list of their own.</summary>
    private static IEnumerable<FileSystemInfo> Under(RunFolder run, string folder) => Directory.Exists(folder)
        ? new DirectoryInfo(folder).EnumerateFileSystemInfos().Where(e => !IsLeftover(e)).OrderBy(e => e.Name, StringComparer.Ordinal) : [];

    private static IEnumerable<FileSystemInfo> Leftovers(DirectoryInfo folder) =>
        folder.EnumerateFileSystemInfos().OrderBy(e => e.Name, StringComparer.Ordinal).SelectMany(e =>
            IsLeftover(e) ? [e] : e is DirectoryInfo inner && e.LinkTarget is null ? Leftovers(inner) : []);

    private static bool IsLeftover(FileSystemInfo entry) => entry.Name.StartsWith(Durable.TemporaryPrefix, StringComparison.Ordinal);

    private static bool LeadsTo(DirectoryInfo model, HashSet<string> stages) => model.EnumerateFiles().Any(f => f.LinkTarget is { } target
        && target.Replace('\\', '/').Split('/') is var parts && Array.IndexOf(parts, RunFolder.StagesName) is >= 0 and var at && at + 1 < parts.Length
        && stages.Contains(parts[at + 1]));
}
