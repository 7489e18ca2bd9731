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
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StorageException.CannotWrite(file, e);
        }
    }
}
