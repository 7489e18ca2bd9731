using System.Formats.Tar;
using System.Security.Cryptography;
using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Files;
using ZstdSharp;

namespace AlwaysOnPolicy.Experiments.Keeping;

/// <summary>Unpacks a run's archive: wholly and with every hash as its manifest has it, or not at all. An archive of a stranger can write nothing outside of
/// the
/// folder, and no more than it declares.</summary>
public static class RunImport
{
    private const int LargestManifest = 256 << 20, Block = 512;

    /// <summary>Unpacks a run.</summary>
    /// <param name="file">The archive.</param>
    /// <param name="folder">Where the run goes; nothing may be there. Null takes the name that it had, in <paramref name="parent"/>.</param>
    /// <param name="parent">Where runs are.</param>
    /// <returns>The run.</returns>
    /// <exception cref="SettingsException">The folder is there already.</exception>
    /// <exception cref="DataException">The archive is damaged, or is none.</exception>
    /// <exception cref="StorageException">There is no room, or the folder cannot be written.</exception>
    public static RunFolder Import(string file, string? folder, string parent = "runs", CancellationToken cancel = default)
    {
        file = Path.GetFullPath(file);
        var target = "";
        try
        {
            using var packed = File.OpenRead(file);
            using var content = new DecompressionStream(packed, leaveOpen: true);
            var bounded = new BoundedStream(content) { Bound = LargestManifest };
            using var tar = new TarReader(bounded, leaveOpen: true);
            var manifest = First(tar, file);
            target = Path.GetFullPath(folder ?? Path.Combine(parent, manifest.Name));
            if (Path.Exists(target)) throw new SettingsException($"'{target}' is there already: name a folder that is not with --out.");
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            RequireRoom(target, manifest.Bytes);
            // An entry has a header, its content in whole blocks, and two further blocks and its name where that is long.
            bounded.Bound = bounded.Position + manifest.Files.Sum(f => f.Bytes + (6L * Block) + f.Path.Length) + ((manifest.Links.Count + 64) * 16L * Block);
            Durable.WriteFolder(target, temporary => Unpack(tar, manifest, temporary, file, cancel));
            return new RunFolder(target);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or ZstdException or FormatException)
        {
            throw Damaged(file, e.Message, e);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DataException($"'{file}' is not there: name a file that 'aop runs export' wrote.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StorageException.CannotWrite(target.Length > 0 ? target : file, e);
        }
    }

    private static bool IsFile(TarEntry entry) => entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile;

    private static ArchiveManifest First(TarReader tar, string file)
    {
        if (tar.GetNextEntry() is not { Name: ArchiveManifest.EntryName, DataStream: { } data, Length: <= LargestManifest } first || !IsFile(first))
            throw Damaged(file, "it does not begin with a manifest, and is no archive that 'aop runs export' wrote.");
        using var bytes = new MemoryStream();
        data.CopyTo(bytes);
        return ArchiveManifest.Read(bytes.ToArray(), file);
    }

    private static void Unpack(TarReader tar, ArchiveManifest manifest, string folder, string file, CancellationToken cancel)
    {
        var files = manifest.Files.ToDictionary(f => f.Path, StringComparer.Ordinal);
        var links = manifest.Links.ToDictionary(l => l.Path, StringComparer.Ordinal);
        while (tar.GetNextEntry() is { } entry)
        {
            cancel.ThrowIfCancellationRequested();
            var path = entry.Name.StartsWith(ArchiveManifest.Prefix, StringComparison.Ordinal) ? entry.Name[ArchiveManifest.Prefix.Length..] : "";
            if (IsFile(entry) && files.Remove(path, out var known)) Write(entry, known, folder, file);
            else if (entry.EntryType != TarEntryType.SymbolicLink || !links.Remove(path, out var link) || link.Target != entry.LinkName)
                throw Damaged(file, $"its entry '{entry.Name}' ({entry.EntryType}) is not as its manifest has it.");
        }
        if (files.Keys.Concat(links.Keys).FirstOrDefault() is { } missing) throw Damaged(file, $"'{missing}' is missing.");
        foreach (var link in manifest.Links) FolderLinks.Link(folder, link.Path, link.Target);   // last, so that nothing is written through one
    }

    private static void Write(TarEntry entry, StageFile known, string folder, string file)
    {
        if (entry.Length != known.Bytes) throw Damaged(file, $"'{known.Path}' is not as long as its manifest says.");
        var path = InnerPath.Of(folder, known.Path, wrong => Damaged(file, $"its manifest {wrong}"));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using (var target = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 20))
        {
            entry.DataStream?.CopyTo(target);
            target.Position = 0;
            if (target.Length == known.Bytes && Convert.ToHexStringLower(SHA256.HashData(target)) == known.Sha256) return;
        }
        throw Damaged(file, $"'{known.Path}' does not fit its hash.");
    }

    private static void RequireRoom(string target, long bytes)
    {
        var free = new DriveInfo(Path.GetDirectoryName(target)!).AvailableFreeSpace;
        if (bytes > free)
            throw new StorageException($"'{target}': the archive unpacks to {bytes / 1e6:0.#} MB, and {free / 1e6:0.#} MB are free. Make room, or name a " +
                $"folder " +
                "on another disk with --out.");
    }

    private static DataException Damaged(string file, string what, Exception? inner = null)
    {
        var message = $"'{file}' cannot be unpacked, and nothing of it was: {what.TrimEnd('.')}. Copy or export it again.";
        return inner is null ? new(message) : new(message, inner);
    }
}
