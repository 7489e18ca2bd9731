namespace AlwaysOnPolicy;

/// <summary>A run's folder cannot be written or read: the disk is full, access is denied, another process uses it, a file of it is damaged.</summary>
public sealed class StorageException : UserErrorException
{
    // ENOSPC, EDQUOT (Linux, macOS), ERROR_HANDLE_DISK_FULL, ERROR_DISK_FULL
    private static readonly int[] DiskFullCodes = [28, 122, 69, unchecked((int)0x80070027), unchecked((int)0x80070070)];

    // EROFS (Linux, macOS), ERROR_WRITE_PROTECT
    private static readonly int[] ReadOnlyCodes = [30, unchecked((int)0x80070013)];

    /// <summary>An error with this message, which names file or folder.</summary>
    public StorageException(string message) : base(message) { }

    /// <summary>The same, with what caused it.</summary>
    public StorageException(string message, Exception inner) : base(message, inner) { }

    /// <summary>True where an error, or one that it wraps, says that no space is left.</summary>
    public static bool IsDiskFull(Exception? error)
    {
        for (; error is not null; error = error.InnerException)
            if (error is IOException && DiskFullCodes.Contains(error.HResult)) return true;
        return false;
    }

    /// <summary>True where an error, or one that it wraps, says that the file system is read-only.</summary>
    public static bool IsReadOnly(Exception? error)
    {
        for (; error is not null; error = error.InnerException)
            if (error is IOException && ReadOnlyCodes.Contains(error.HResult)) return true;
        return false;
    }

    /// <summary>Names the folder, the space left on its disk, and the way out.</summary>
    public static StorageException DiskFull(string folder, Exception inner) => new(
        $"'{folder}': the disk is full ({FreeSpace(folder)}). Make room, or move the run's folder to a larger disk, and run the same command again: " +
        "finished stages are kept, nothing half-written is left.",
        inner);

    /// <summary>The error of a folder that cannot be written, which says so where the disk is full.</summary>
    public static StorageException CannotWrite(string folder, Exception inner) => IsDiskFull(inner)
        ? DiskFull(folder, inner)
        : new StorageException($"'{folder}' cannot be written: {inner.Message} Correct its permissions or choose another folder.", inner);

    private static string FreeSpace(string folder)
    {
        try
        {
            var drive = new DriveInfo(Path.GetFullPath(folder));
            return $"{drive.AvailableFreeSpace / 1048576.0:0.#} MB of {drive.TotalSize / 1048576.0:0.#} MB free";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return "free space unknown";
        }
    }
}
