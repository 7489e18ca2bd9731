using AlwaysOnPolicy.Files;

namespace AlwaysOnPolicy.Cli.Commands;

/// <summary>--out of commands whose result is a file of lines: wholly there or not at all.</summary>
internal static class LinesFile
{
    /// <param name="file">Null where none was asked for.</param>
    /// <exception cref="SettingsException">It is there, and shall not be replaced.</exception>
    public static void RequireFree(string? file, bool force)
    {
        if (file is not null && Path.Exists(file) && !force)
            throw new SettingsException($"'{file}' is there already. Name another file with --out, or replace it with --force.");
    }

    /// <summary>Where what is done is kept until all is there; null where no file was asked for.</summary>
    public static string? Unfinished(string? file) => file is null ? null : $"{file}.unfinished";

    /// <summary>Lets the user know, where a command is stopped, that the same one goes on.</summary>
    /// <exception cref="StoppedException">It was stopped, and something is kept.</exception>
    public static async Task<T> KeepingAsync<T>(string? file, Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (OperationCanceledException e) when (File.Exists(Unfinished(file)))
        {
            throw new StoppedException($"Stopped. What is done is kept in '{Unfinished(file)}'; the same command goes on from there.", e);
        }
        catch (Exception e) when (file is not null && e is IOException or UnauthorizedAccessException)
        {
            throw StorageException.CannotWrite(Unfinished(file)!, e);
        }
    }

    /// <summary>Writes the file, and lets go of what was kept for it.</summary>
    /// <exception cref="StorageException">It cannot be written.</exception>
    public static void Write(string file, IEnumerable<string> lines)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
            Durable.Write(file, stream =>
            {
                using var writer = new StreamWriter(stream, leaveOpen: true);
                foreach (var line in lines) writer.WriteLine(line);
            });
            Durable.DeleteQuietly(Unfinished(file)!);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StorageException.CannotWrite(file, e);
        }
    }
}
