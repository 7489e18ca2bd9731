using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Files;

namespace AlwaysOnPolicy.Cluster;

/// <summary>Results of shards in a folder that every machine sees: each in a folder of its key's name, wholly there or not at all, sealed with
/// hashes.</summary>
/// <param name="folder">The store; it is made with the first result.</param>
public sealed class ShardStore(string folder)
{
    private readonly string _folder = Path.GetFullPath(folder);

    /// <summary>Where a key's result is or will be.</summary>
    public string PathOf(string key) => Path.Combine(_folder, Shard.CheckKey(key));

    /// <summary>Looks for a whole result.</summary>
    /// <param name="damage">What is wrong with one that is there and not whole; null else.</param>
    /// <returns>Its folder; null where there is none, or one that is not as it was written.</returns>
    public string? TryFind(string key, out string? damage)
    {
        damage = null;
        var path = PathOf(key);
        if (!Directory.Exists(path)) return null;
        try
        {
            // The record is required here: a folder without one is not what a worker left.
            if (SealedJson.IsSealed(File.ReadAllBytes(Path.Combine(path, SealedFolder.FileName))))
            {
                SealedFolder.Require(path);
                return path;
            }
            damage = $"'{Path.Combine(path, SealedFolder.FileName)}' has no seal.";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or StorageException)
        {
            damage = e.Message;
        }
        return null;
    }

    /// <summary>Writes a result, on the worker. Several may write the same one at once: the first stays.</summary>
    /// <param name="write">Fills the empty folder whose path it is given with at least one file that is no page (.md).</param>
    /// <returns>The result's folder.</returns>
    /// <exception cref="StorageException">The store cannot be written.</exception>
    public string Write(string key, Action<string> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        var path = PathOf(key);
        // Another machine may be writing the same one: a name that none has.
        var temporary = Path.Combine(_folder, $"{Durable.TemporaryPrefix}{key}-{Guid.NewGuid():N}");
        try
        {
            Directory.CreateDirectory(temporary);
            write(temporary);
            SealedFolder.Write(temporary);
            if (!File.Exists(Path.Combine(temporary, SealedFolder.FileName)))
                throw new ArgumentException("A result has at least one file that is no page.", nameof(write));
            if (TryFind(key, out _) is null) Publish(key, temporary, path);
            return path;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StorageException.CannotWrite(_folder, e);
        }
        finally
        {
            Durable.DeleteQuietly(temporary);
        }
    }

    private void Publish(string key, string temporary, string path)
    {
        try
        {
            Durable.Publish(temporary, path);
        }
        catch (IOException) when (TryFind(key, out _) is not null)
        {
            // Another was first, with the same bytes.
        }
    }
}
