using System.Globalization;

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
            File.WriteAllText(Path.Combine(folder, OwnerFileName), Owner(Environment.ProcessId, Environment.MachineName, DateTimeOffset.UtcNow));
            return new RunLock(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public void Dispose() => _file.Dispose();

    /// <summary>Who holds a run, for people.</summary>
    internal static string Owner(int process, string machine, DateTimeOffset since) =>
        string.Create(CultureInfo.InvariantCulture, $"process {process} on {machine}, since {since.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC");

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
