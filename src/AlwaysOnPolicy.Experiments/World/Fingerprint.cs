using System.Security.Cryptography;
using System.Text;
using AlwaysOnPolicy.Models;

namespace AlwaysOnPolicy.Experiments.World;

/// <summary>Content hashes of the user's files: they enter stage keys, so that a changed file repeats what was made of it.</summary>
internal static class Fingerprint
{
    /// <exception cref="DataException">The file is not there.</exception>
    public static string OfFile(string path, string setting)
    {
        if (!File.Exists(path))
            throw new DataException($"'{path}' is not there. It is named by the setting '{setting}' of the experiment file: correct the path, or put the file there.");
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    /// <summary>Of every file of a model's folder, names included.</summary>
    /// <exception cref="CheckpointException">The folder is not there, or has no config.json.</exception>
    public static string OfFolder(string folder, string setting)
    {
        if (!File.Exists(Path.Combine(folder, "config.json")))
            throw new CheckpointException(
                $"'{folder}' is not a model folder: it has no config.json. It is named by the setting '{setting}' of the experiment file: " +
                "correct the path, or put the model there.");
        var lines = Directory.GetFiles(folder).Order(StringComparer.Ordinal).Select(f => $"{Path.GetFileName(f)} {OfFile(f, setting)}\n");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(lines))));
    }
}
