namespace AlwaysOnPolicy.Engine;

/// <summary>Holds a run's folder for one process. The operating system lets go of it when the process ends, however it ends.</summary>
internal sealed class RunLock : IDisposable
{
    private const string FileName = ".lock";

    // Nobody can read a locked file, so who holds it is written beside it.
    private const string OwnerFileName = ".lock-owner";
    private readonly FileStream _file;

    private RunLock(FileStream file) => _file = file;

    /// <exception cref="StorageException">Another process, or another run of this one, holds it.</exception>
    public static RunLock Take(string folder)
    {
        var path = Path.Combine(folder, FileName);
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (!StorageException.IsDiskFull(e) && !StorageException.IsReadOnly(e) && File.Exists(path))
        {
            throw new StorageException(
                $"'{folder}' is in use by another run{OwnerOf(folder)}. Wait until it ends or stop it; or choose another folder for this run.", e);
        }
        try
        {
            File.WriteAllText(Path.Combine(folder, OwnerFileName), $"process {Environment.ProcessId} on {Environment.MachineName}");
            return new RunLock(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public void Dispose() => _file.Dispose();

    private static string OwnerOf(string folder)
    {
        try
        {
            return $" ({File.ReadAllText(Path.Combine(folder, OwnerFileName))})";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
