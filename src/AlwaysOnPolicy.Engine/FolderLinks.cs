using AlwaysOnPolicy.Files;

namespace AlwaysOnPolicy.Engine;

/// <summary>A folder whose files are relative links to those of another, so that both can be moved together; copies where the system allows no links.</summary>
public static class FolderLinks
{
    /// <summary>Puts it in the place of whatever is there; there is always a whole one.</summary>
    /// <param name="from">The folder with the files.</param>
    /// <param name="own">Writes files of this folder alone into the folder whose path it is given; they take the place of those of the same name.</param>
    public static void Publish(string from, string to, Action<string>? own = null)
    {
        to = Path.GetFullPath(to);
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        Durable.WriteFolder(to, temporary =>   // beside the folder, so that what is relative stays true when it is renamed
        {
            own?.Invoke(temporary);
            SealedFolder.Write(temporary);
            foreach (var name in FileHash.RelativeFiles(from))
                if (!File.Exists(Path.Combine(temporary, name))) Link(Path.Combine(Path.GetFullPath(from), name), Path.Combine(temporary, name));
        });
    }

    /// <summary>A link inside a folder; a copy where the system allows none.</summary>
    /// <param name="folder">In which both lie.</param>
    /// <param name="link">Where it goes, relative to the folder.</param>
    /// <param name="target">Relative to the link's own folder.</param>
    /// <exception cref="StorageException">It would lead out of the folder.</exception>
    public static void Link(string folder, string link, string target)
    {
        if (!InnerPath.TryFollow(link, target, out var inner)) throw new StorageException($"The link '{link}' to '{target}' leads out of '{folder}'.");
        Link(Path.Combine(folder, inner), Path.Combine(folder, link));
    }

    private static void Link(string file, string link)
    {
        var folder = Path.GetDirectoryName(link)!;
        Directory.CreateDirectory(folder);
        try
        {
            File.CreateSymbolicLink(link, Path.GetRelativePath(folder, file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            File.Copy(file, link);
        }
    }
}
