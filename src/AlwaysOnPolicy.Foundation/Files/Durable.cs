using System.Text;

namespace AlwaysOnPolicy.Files;

/// <summary>Files and folders that are wholly there or not at all, also after a power cut: temporary name, flush, rename, flush of the folder that holds the
/// name.</summary>
public static class Durable
{
    /// <summary>Start of the names that a killed process may leave; whoever alone writes to the folder may delete them.</summary>
    public const string TemporaryPrefix = ".writing-";

    /// <summary>Writes a file as UTF-8 without a byte order mark, in the place of one that is there.</summary>
    public static void WriteText(string path, string text) => WriteBytes(path, Encoding.UTF8.GetBytes(text));

    /// <summary>Writes a file, in the place of one that is there.</summary>
    public static void WriteBytes(string path, byte[] content) => Write(path, file => file.Write(content));

    /// <summary>Writes a file, in the place of one that is there. Where <paramref name="write"/> throws, that one stays.</summary>
    public static void Write(string path, Action<Stream> write)
    {
        path = Path.GetFullPath(path);
        var temporary = Path.Combine(
            Path.GetDirectoryName(path)!, $"{TemporaryPrefix}{Path.GetFileName(path)}-{Environment.ProcessId}-{Environment.CurrentManagedThreadId}");
        try
        {
            using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20)) write(file);
            PublishFile(temporary, path);
        }
        catch
        {
            DeleteQuietly(temporary);
            throw;
        }
    }

    /// <summary>Writes a folder, in the place of one that is there. Where <paramref name="write"/> throws, that one stays.</summary>
    /// <param name="write">Fills the folder whose path it is given: an empty one beside <paramref name="folder"/>. Nobody else may be writing the same
    /// one.</param>
    public static void WriteFolder(string folder, Action<string> write)
    {
        folder = Path.GetFullPath(folder);
        var temporary = Path.Combine(Path.GetDirectoryName(folder)!, $"{TemporaryPrefix}{Path.GetFileName(folder)}");
        DeleteQuietly(temporary);
        try
        {
            Directory.CreateDirectory(temporary);
            write(temporary);
            Publish(temporary, folder);
        }
        catch
        {
            DeleteQuietly(temporary);
            throw;
        }
    }

    /// <summary>Renames a finished file within its file system; one that is in the way is replaced.</summary>
    public static void PublishFile(string temporary, string path)
    {
        DiskFlush.File(temporary);
        File.Move(temporary, path, overwrite: true);
        DiskFlush.Folder(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    /// <summary>Renames a finished folder within its parent; one that is in the way is replaced.</summary>
    public static void Publish(string temporary, string folder)
    {
        var parent = Path.GetDirectoryName(Path.GetFullPath(folder))!;
        Flush(temporary);
        if (new FileInfo(folder).LinkTarget is not null && !Directory.Exists(folder)) File.Delete(folder);   // a link to what is no longer there
        if (Directory.Exists(folder))
        {
            var old = Path.Combine(parent, $"{TemporaryPrefix}old-{Path.GetFileName(folder)}-{Environment.ProcessId}");
            Directory.Move(folder, old);
            Directory.Move(temporary, folder);
            Directory.Delete(old, recursive: true);
        }
        else
        {
            Directory.Move(temporary, folder);
        }
        DiskFlush.Folder(parent);
    }

    /// <summary>Brings to disk what others wrote into a folder, with the names in it.</summary>
    public static void Flush(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)) DiskFlush.File(file);
        foreach (var inner in Directory.EnumerateDirectories(folder, "*", SearchOption.AllDirectories)) DiskFlush.Folder(inner);
        DiskFlush.Folder(folder);
    }

    /// <summary>Removes a file or folder whose loss is no second error: the next run removes it otherwise.</summary>
    public static void DeleteQuietly(string path)
    {
        try
        {
            if (Directory.Exists(path)) Directory.Delete(path, recursive: true);
            else File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }
}
