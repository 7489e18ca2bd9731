using System.Runtime.InteropServices;
using System.Text;

namespace AlwaysOnPolicy.Experiments.Running;

/// <summary>Files and folders that are wholly there or not at all, also after a power cut: temporary name, flush, rename, flush of the folder.</summary>
internal static class Durable
{
    /// <summary>Start of the names that a killed process may leave; whoever holds the run's lock may delete them.</summary>
    public const string TemporaryPrefix = ".writing-";

    public static void WriteText(string path, string text) => WriteBytes(path, Encoding.UTF8.GetBytes(text));

    public static void WriteBytes(string path, byte[] content)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var temporary = Path.Combine(folder, $"{TemporaryPrefix}{Path.GetFileName(path)}-{Environment.ProcessId}");
        try
        {
            File.WriteAllBytes(temporary, content);
            FlushFile(temporary);
            File.Move(temporary, path, overwrite: true);
            FlushFolder(folder);
        }
        catch
        {
            DeleteQuietly(temporary);
            throw;
        }
    }

    /// <summary>Renames a finished folder; one that is in the way is replaced.</summary>
    public static void Publish(string temporary, string folder)
    {
        var parent = Path.GetDirectoryName(folder)!;
        FlushTree(temporary);
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
        FlushFolder(parent);
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

    private static void FlushTree(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)) FlushFile(file);
        foreach (var inner in Directory.EnumerateDirectories(folder, "*", SearchOption.AllDirectories)) FlushFolder(inner);
        FlushFolder(folder);
    }

    private static void FlushFile(string path)
    {
        // Windows flushes only through a handle that may write; elsewhere any handle will do, also one of a read-only copy.
        if (OperatingSystem.IsWindows()) File.SetAttributes(path, File.GetAttributes(path) & ~FileAttributes.ReadOnly);
        using var handle = File.OpenHandle(path, FileMode.Open, OperatingSystem.IsWindows() ? FileAccess.ReadWrite : FileAccess.Read);
        RandomAccess.FlushToDisk(handle);
    }

    /// <summary>A rename is safe only when the folder that holds the name is on disk. .NET opens no folders, so Linux is asked directly.</summary>
    private static void FlushFolder(string folder)
    {
        if (!OperatingSystem.IsLinux()) return;
        var descriptor = Open([.. Encoding.UTF8.GetBytes(folder), 0], flags: 0);
        if (descriptor < 0) return;
        // Some file systems cannot flush a folder (EINVAL): they give no such promise to begin with.
        _ = FSync(descriptor);
        _ = Close(descriptor);
    }

    [DllImport("libc", EntryPoint = "open")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open(byte[] path, int flags);

    [DllImport("libc", EntryPoint = "fsync")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int FSync(int descriptor);

    [DllImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int descriptor);
}
