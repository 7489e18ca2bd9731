using System.Security.Cryptography;
using System.Text;

namespace AlwaysOnPolicy.Engine;

/// <summary>A file or folder from outside the run, known to stage keys by its content: moving it changes nothing, editing it does.</summary>
/// <param name="Path">Full path.</param>
/// <param name="Sha256">Of the file; for a folder, of the names and hashes of all files in it.</param>
public sealed record InputFiles([property: NotInKey] string Path, string Sha256)
{
    /// <summary>Another folder without which this one cannot be used, as an adapter's base; <see cref="Sha256"/> counts its content, too.</summary>
    [NotInKey] public string? Needed { get; private init; }

    /// <summary>Whether the tool brings it itself, as <see cref="BuiltIn"/> says: there is no file then.</summary>
    [NotInKey] public bool IsBuiltIn { get; private init; }

    /// <summary>A file or folder, read to know its content.</summary>
    /// <exception cref="DataException">Nothing is there, or it cannot be read.</exception>
    public static InputFiles Of(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        try
        {
            if (File.Exists(full)) return new InputFiles(full, FileHash.Of(full));
            if (Directory.Exists(full)) return new InputFiles(full, HashOfFolder(full));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"'{full}' cannot be read: {e.Message}", e);
        }
        throw new DataException($"'{full}' is not there: it is neither a file nor a folder. Correct the path in the settings.");
    }

    /// <summary>A file or folder together with one that it needs.</summary>
    /// <exception cref="DataException">One of them is not there, or cannot be read.</exception>
    public static InputFiles Of(string path, string needed)
    {
        var (own, other) = (Of(path), Of(needed));
        return own with { Sha256 = $"{own.Sha256} on {other.Sha256}", Needed = other.Path };
    }

    /// <summary>What the tool brings itself in the place of a folder, known by its name.</summary>
    public static InputFiles BuiltIn(string name) => new(name, name) { IsBuiltIn = true };

    /// <summary>The path, after a look whether what lies there is still what the stage's key says.</summary>
    /// <exception cref="DataException">It was changed or taken away since the run began.</exception>
    public string CheckedPath() => IsBuiltIn || (Needed is null ? Of(Path) : Of(Path, Needed)).Sha256 == Sha256
        ? Path
        : throw new DataException(
            $"'{Path}'{(Needed is null ? "" : $", or '{Needed}', which it needs,")} was changed after the run had begun, so its results would be known by " +
            "the wrong content. Run again: what depends on it is computed anew.");

    private static string HashOfFolder(string folder)
    {
        var lines = FileHash.RelativeFiles(folder).Select(name => $"{name}\n{FileHash.Of(System.IO.Path.Combine(folder, name))}\n");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(lines))));
    }
}
