using System.Text;

namespace AlwaysOnPolicy.Experiments.Running;

/// <summary>Holds a run's folder for one process. The operating system lets go of it when the process ends, however it ends.</summary>
internal sealed class RunLock : IDisposable
{
    private const string FileName = ".lock";
    private readonly FileStream _file;

    private RunLock(FileStream file) => _file = file;

    /// <exception cref="StorageException">Another process, or another run of this one, holds it.</exception>
    public static RunLock Take(string folder)
    {
        var path = Path.Combine(folder, FileName);
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1);
        }
        catch (IOException e) when (!StorageException.IsDiskFull(e) && File.Exists(path))
        {
            throw new StorageException(
                $"'{folder}' is in use by another run{OwnerOf(path)}. Wait until it ends or stop it; or choose another folder for this run.", e);
        }
        file.SetLength(0);
        file.Write(Encoding.UTF8.GetBytes($"process {Environment.ProcessId} on {Environment.MachineName}"));
        file.Flush();
        return new RunLock(file);
    }

    public void Dispose() => _file.Dispose();

    private static string OwnerOf(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(file);
            return reader.ReadToEnd() is { Length: > 0 } owner ? $" ({owner})" : "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";   // Windows lets nobody read a locked file.
        }
    }
}
