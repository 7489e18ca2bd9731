using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using AlwaysOnPolicy.Files;

namespace AlwaysOnPolicy.Learning.Training;

/// <summary>checkpoint.json: written last, so a folder without it, or one whose files differ from it, is not whole.</summary>
internal sealed record CheckpointManifest(int Version, int Step, string Identity, IReadOnlyDictionary<string, string> Sha256)
{
    private const int CurrentVersion = 4;
    private const string Name = "checkpoint.json";

    /// <summary>Of everything in a checkpoint that is written as JSON.</summary>
    public static JsonSerializerOptions Json { get; } = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    /// <summary>Hashes every file of the folder, then writes the manifest beside them.</summary>
    public static void Seal(string folder, int step, string identity)
    {
        var files = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).ToArray();
        var manifest = new CheckpointManifest(CurrentVersion, step, identity,
            files.ToDictionary(f => Path.GetRelativePath(folder, f).Replace('\\', '/'), Hash));
        File.WriteAllBytes(Path.Combine(folder, Name), SealedJson.Seal(JsonSerializer.Serialize(manifest)));
    }

    /// <returns>Null where the folder is not a whole checkpoint of this version.</returns>
    public static CheckpointManifest? TryRead(string folder)
    {
        try
        {
            var bytes = File.ReadAllBytes(Path.Combine(folder, Name));
            if (!SealedJson.IsSealed(bytes) || SealedJson.FindDamage(bytes) is not null) return null;
            var manifest = JsonSerializer.Deserialize<CheckpointManifest>(bytes);
            return manifest is { Version: CurrentVersion }
                && manifest.Sha256.All(f => InnerPath.IsInner(f.Key) && Hash(Path.Combine(folder, f.Key)) == f.Value) ? manifest : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>A hash of all that determines a training but the weights it begins with.</summary>
    /// <param name="content">What JSON writes of it counts: seed, data, options.</param>
    public static string IdentityOf(object content)
    {
        using var sha = SHA256.Create();
        using (var hashing = new CryptoStream(Stream.Null, sha, CryptoStreamMode.Write)) JsonSerializer.Serialize(hashing, content, content.GetType(), Json);
        return Convert.ToHexStringLower(sha.Hash!);
    }

    private static string Hash(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20, FileOptions.SequentialScan);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
