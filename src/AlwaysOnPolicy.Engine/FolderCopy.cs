using AlwaysOnPolicy.Files;

namespace AlwaysOnPolicy.Engine;

/// <summary>Copies a folder with all that is in it.</summary>
public static class FolderCopy
{
    /// <summary>Copies over files of the same names; others in the target stay.</summary>
    public static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var name in FileHash.RelativeFiles(from))
        {
            var target = Path.Combine(to, name);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(Path.Combine(from, name), target, overwrite: true);
        }
    }

    /// <summary>Copies a folder that <see cref="SealedFolder"/> wrote a record into, without the record. One that is damaged is taken away, with all that
    /// lies beside it, so that the same command begins anew.</summary>
    /// <exception cref="StorageException">It is damaged: a file is named.</exception>
    public static void CopySealed(string from, string to)
    {
        try
        {
            SealedFolder.Require(from);
        }
        catch (StorageException)
        {
            Durable.DeleteQuietly(Path.GetDirectoryName(Path.GetFullPath(from))!);
            throw;
        }
        Copy(from, to);
        File.Delete(Path.Combine(to, SealedFolder.FileName));
    }

    /// <summary>Puts a copy in the place of whatever is there; there is always a whole one. Where the same is there already nothing happens.</summary>
    public static void Publish(string from, string to)
    {
        if (Directory.Exists(to) && InputFiles.Of(to).Sha256 == InputFiles.Of(from).Sha256) return;
        Durable.WriteFolder(to, temporary => Copy(from, temporary));
    }
}
