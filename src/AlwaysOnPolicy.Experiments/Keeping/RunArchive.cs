using System.Formats.Tar;
using System.Security.Cryptography;
using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Engine.Keeping;
using AlwaysOnPolicy.Files;
using ZstdSharp;

namespace AlwaysOnPolicy.Experiments.Keeping;

/// <summary>Writes a run's folder into one file, a tar packed with zstd, whose first entry has the hash of every other. The same folder gives the same
/// bytes.</summary>
public static class RunArchive
{
    /// <summary>What the file's name ends with.</summary>
    public const string Ending = ".tar.zst";

    private const int Level = 3;
    private static readonly DateTimeOffset s_time = DateTimeOffset.UnixEpoch;

    /// <summary>Exports a run that nobody is at work on.</summary>
    /// <param name="file">Where the archive goes; one that is there is an error unless <paramref name="replace"/>.</param>
    /// <returns>Files, links among them, and their bytes before packing.</returns>
    /// <exception cref="SettingsException">The folder holds no run, or the file is there, or has another ending.</exception>
    /// <exception cref="StorageException">A process holds the run, a file of it is not as it was written, or the archive cannot be written.</exception>
    public static (int Files, long Bytes) Export(RunFolder run, string file, bool replace = false, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(run);
        RunOverview.RequireRun(run.FullPath);
        PlannedStage.In(run);
        if (!file.EndsWith(Ending, StringComparison.Ordinal)) throw new SettingsException($"'{file}': the archive's name ends with {Ending}.");
        file = Path.GetFullPath(file);
        if (File.Exists(file) && !replace) throw new SettingsException($"'{file}' is there already. Name another file, or replace it with --force.");
        using var held = Held(run);
        var scratch = Directory.CreateTempSubdirectory("aop-export-").FullName;
        try
        {
            var content = ArchivedFiles.Of(run, scratch);
            var manifest = new ArchiveManifest(ArchiveManifest.CurrentFormat, Path.GetFileName(run.FullPath.TrimEnd(Path.DirectorySeparatorChar)),
                [.. content.Files.Select(f => Hashed(f.Path, f.Source, cancel))], content.Links);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            Durable.Write(file, stream => Write(stream, manifest, content, cancel));
            return (manifest.Files.Count + manifest.Links.Count, manifest.Bytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StorageException.CannotWrite(file, e);
        }
        finally
        {
            Durable.DeleteQuietly(scratch);
        }
    }

    /// <summary>Nobody can begin to work on it meanwhile; nor can anybody where it cannot be written.</summary>
    private static IDisposable? Held(RunFolder run)
    {
        try
        {
            return run.Hold();
        }
        catch (StorageException e) when (e.InnerException is UnauthorizedAccessException || StorageException.IsReadOnly(e))
        {
            return null;
        }
    }

    /// <summary>Of a stage's file the hash is that of the stage, so that what is exported is what was computed.</summary>
    private static StageFile Hashed(string path, string source, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        StageFiles.Checked(source);
        using var stream = File.OpenRead(source);
        return new(path, stream.Length, Convert.ToHexStringLower(SHA256.HashData(stream)));
    }

    private static void Write(Stream stream, ArchiveManifest manifest, ArchivedFiles content, CancellationToken cancel)
    {
        using var packed = new CompressionStream(stream, Level, leaveOpen: true);
        using var tar = new TarWriter(packed, TarEntryFormat.Gnu, leaveOpen: true);
        using (var first = new MemoryStream(manifest.ToBytes())) tar.WriteEntry(Entry(TarEntryType.RegularFile, ArchiveManifest.EntryName, first));
        foreach (var ((path, source), known) in content.Files.Zip(manifest.Files))
        {
            cancel.ThrowIfCancellationRequested();
            using var data = new FileStream(source, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1 << 20, FileOptions.SequentialScan);
            if (data.Length != known.Bytes) throw new StorageException($"'{source}' was changed while the run was exported: export it again.");
            tar.WriteEntry(Entry(TarEntryType.RegularFile, ArchiveManifest.Prefix + path, data));
        }
        foreach (var link in manifest.Links)
        {
            var entry = Entry(TarEntryType.SymbolicLink, ArchiveManifest.Prefix + link.Path, null);
            entry.LinkName = link.Target;
            tar.WriteEntry(entry);
        }
    }

    /// <param name="data">Null of a link, which refuses to be given one.</param>
    private static GnuTarEntry Entry(TarEntryType type, string name, Stream? data)
    {
        var entry = new GnuTarEntry(type, name)
        {
            ModificationTime = s_time,
            AccessTime = s_time,
            ChangeTime = s_time,
            Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead,
        };
        if (data is not null) entry.DataStream = data;
        return entry;
    }
}
