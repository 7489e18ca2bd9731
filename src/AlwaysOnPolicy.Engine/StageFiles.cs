using System.Collections.Concurrent;
using AlwaysOnPolicy.Files;

namespace AlwaysOnPolicy.Engine;

/// <summary>The files of finished stages, held to the hashes in their stage.json by whoever reads one, by whatever way it came there: a stage's folder, or the
/// links of a published model.</summary>
public static class StageFiles
{
    // A file that was looked at is looked at again where its time or length has changed.
    private static readonly ConcurrentDictionary<(string Path, long Bytes, DateTime Written), bool> s_whole = new();

    /// <summary>The path of a file, after a look whether it is as its stage wrote it. Of a file of no finished stage nothing is known, and it is given as it
    /// is.</summary>
    /// <exception cref="StorageException">It is not as it was written, its stage does not know it, or what is recorded of the stage is damaged.</exception>
    public static string Checked(string path)
    {
        var real = Real(path);
        if (StageOf(Path.GetDirectoryName(real)!) is { } stage) Require(real, stage, Record(stage));
        return path;
    }

    /// <summary>The path of a folder with models or data, after a look at all files in it, those that are links to a stage's among them.</summary>
    /// <exception cref="StorageException">As of <see cref="Checked(string)"/>, or a file that the stage left there is missing.</exception>
    public static string CheckedFolder(string folder)
    {
        if (!Directory.Exists(folder)) return folder;
        SealedFolder.Require(folder);
        var records = new Dictionary<string, StageRecord>(StringComparer.Ordinal);
        foreach (var place in FileHash.RelativeFiles(folder).Select(name => Path.Combine(folder, name)))
        {
            var real = Real(place);
            if (!File.Exists(real)) throw Missing(place);
            if (StageOf(Path.GetDirectoryName(real)!) is not { } stage) continue;
            if (!records.TryGetValue(stage, out var record)) records.Add(stage, record = Record(stage));
            Require(real, stage, record);
        }
        if (StageOf(Path.GetFullPath(folder)) is { } own) RequireAllOf(Path.GetFullPath(folder), own, Record(own));
        return folder;
    }

    /// <summary>The bytes of a stage's file, after a look at them.</summary>
    internal static byte[] Read(string stage, string name)
    {
        var path = Path.Combine(stage, name);
        var bytes = File.ReadAllBytes(path);
        var known = Known(path, stage, Record(stage));
        return bytes.Length == known.Bytes && FileHash.Of(bytes) == known.Sha256 ? bytes : throw Damaged(path, stage);
    }

    private static void RequireAllOf(string folder, string stage, StageRecord record)
    {
        var inside = Path.GetRelativePath(stage, folder).Replace('\\', '/');
        foreach (var file in record.Files.Where(f => inside == "." || f.Path.StartsWith($"{inside}/", StringComparison.Ordinal)))
            if (!File.Exists(Path.Combine(stage, file.Path))) throw Missing(Path.Combine(stage, file.Path));
    }

    private static void Require(string path, string stage, StageRecord record)
    {
        if (!File.Exists(path))
        {
            // Whoever asks for what the stage never wrote hears it from whoever opens it.
            if (record.Files.Any(f => f.Path == Path.GetRelativePath(stage, path).Replace('\\', '/'))) throw Missing(path);
            return;
        }
        if (path == Path.Combine(stage, StageRecord.FileName)) return;   // which was read as it is
        var info = new FileInfo(path);
        if (s_whole.ContainsKey((path, info.Length, info.LastWriteTimeUtc))) return;
        var known = Known(path, stage, record);
        if (info.Length != known.Bytes || FileHash.Of(path) != known.Sha256) throw Damaged(path, stage);
        s_whole[(path, info.Length, info.LastWriteTimeUtc)] = true;
    }

    private static StageFile Known(string path, string stage, StageRecord record)
    {
        var name = Path.GetRelativePath(stage, path).Replace('\\', '/');
        return record.Files.FirstOrDefault(f => f.Path == name) ?? throw new StorageException(
            $"'{path}' is not among the files that its stage left, as {StageRecord.FileName} has them. Take it away, or delete the folder '{stage}' and " +
            $"run the " +
            "same command again: only that stage is computed anew.");
    }

    private static StageRecord Record(string stage) => StageRecord.TryRead(stage) ?? throw Damaged(Path.Combine(stage, StageRecord.FileName), stage);

    private static StorageException Damaged(string path, string stage) => new(
        $"'{path}' is not as it was written: the disk or a program has changed it. Run the run's own command again: the stage " +
        $"{Path.GetFileName(stage)} is computed anew.");

    private static StorageException Missing(string path) => new(
        $"'{path}' is missing: a finished stage left it there. Run the run's own command again: what is missing is computed anew.");

    /// <summary>The folder of the finished stage that a folder is, or lies in: stages/&lt;name&gt; with a stage.json; null where it is of none.</summary>
    private static string? StageOf(string folder)
    {
        for (var place = folder; place is not null; place = Path.GetDirectoryName(place))
            if (Path.GetFileName(Path.GetDirectoryName(place)) == RunFolder.StagesName)
                return !Path.GetFileName(place).StartsWith(Durable.TemporaryPrefix, StringComparison.Ordinal)
                    && File.Exists(Path.Combine(place, StageRecord.FileName)) ? place : null;
        return null;
    }

    /// <summary>Where a file lies when links are followed, as far as they lead.</summary>
    private static string Real(string path)
    {
        var full = Path.GetFullPath(path);
        try
        {
            return new FileInfo(full).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? full;
        }
        catch (IOException)
        {
            return full;
        }
    }
}
