using System.Security.Cryptography;
using System.Text.Json;

namespace AlwaysOnPolicy.Learning.Optimization;

/// <summary>checkpoint.json: written last, so a folder without it, or one whose files differ from it, is not whole.</summary>
internal sealed record CheckpointManifest(int Version, int Step, string Identity, IReadOnlyDictionary<string, string> Sha256)
{
    private const int CurrentVersion = 2;
    private const string Name = "checkpoint.json";

    /// <summary>Hashes and flushes every file of the folder, then writes the manifest beside them.</summary>
    public static void Seal(string folder, int step, string identity)
    {
        var files = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).ToArray();
        var manifest = new CheckpointManifest(CurrentVersion, step, identity, files.ToDictionary(f => Path.GetRelativePath(folder, f), Hash));
        var path = Path.Combine(folder, Name);
        File.WriteAllBytes(path, JsonSerializer.SerializeToUtf8Bytes(manifest));
        foreach (var file in files.Append(path)) Flush(file);
    }

    /// <returns>Null where the folder is not a whole checkpoint of this version.</returns>
    public static CheckpointManifest? TryRead(string folder)
    {
        try
        {
            var manifest = JsonSerializer.Deserialize<CheckpointManifest>(File.ReadAllBytes(Path.Combine(folder, Name)));
            return manifest is { Version: CurrentVersion } && manifest.Sha256.All(f => Hash(Path.Combine(folder, f.Key)) == f.Value) ? manifest : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    private static string Hash(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20, FileOptions.SequentialScan);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    private static void Flush(string path)
    {
        using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite);
        RandomAccess.FlushToDisk(handle);
    }
}
