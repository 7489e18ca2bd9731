using System.Runtime.InteropServices;
using System.Text;

namespace AlwaysOnPolicy.Files;

/// <summary>Waits until a file's content, or the names in a folder, are on disk.</summary>
internal static class DiskFlush
{
    public static void File(string path)
    {
        // Windows flushes only through a handle that may write; elsewhere any handle will do, also one of a read-only copy.
        if (OperatingSystem.IsWindows()) System.IO.File.SetAttributes(path, System.IO.File.GetAttributes(path) & ~FileAttributes.ReadOnly);
        using var handle = System.IO.File.OpenHandle(path, FileMode.Open, OperatingSystem.IsWindows() ? FileAccess.ReadWrite : FileAccess.Read);
        RandomAccess.FlushToDisk(handle);
    }

    /// <summary>A rename is safe only when the folder that holds the name is on disk. .NET opens no folders, so Linux is asked directly.</summary>
    public static void Folder(string path)
    {
        if (!OperatingSystem.IsLinux()) return;
        var descriptor = Open([.. Encoding.UTF8.GetBytes(path), 0], flags: 0);
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
