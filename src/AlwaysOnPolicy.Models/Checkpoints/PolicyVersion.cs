using System.Security.Cryptography;
using System.Text;

namespace AlwaysOnPolicy.Models.Checkpoints;

/// <summary>What a policy is known by wherever it is served: a hash of its folder's content.</summary>
public static class PolicyVersion
{
    private static readonly string[] s_parts = [".safetensors", ".bin", ".json", ".model", ".jinja", ".txt", ".tiktoken"];

    // What a run writes beside a model; no answer depends on it where prompts come as token ids.
    private static readonly string[] s_others = ["prompt_format.json", "files.json"];

    /// <summary>Of the weights, their settings and the tokenizer in a model's or adapter's folder, whatever the folder is called.</summary>
    /// <returns>64 hexadecimal digits.</returns>
    /// <exception cref="CheckpointException">The folder is not there, holds none of that, or cannot be read.</exception>
    public static string Of(string folder)
    {
        try
        {
            var files = Directory.EnumerateFiles(folder).Where(f => s_parts.Contains(Path.GetExtension(f)) && !s_others.Contains(Path.GetFileName(f)))
                .OrderBy(f => Path.GetFileName(f), StringComparer.Ordinal).Select(f => $"{Path.GetFileName(f)} {HashOf(f)}\n").ToArray();
            return files.Length > 0 ? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(files))))
                : throw new CheckpointException($"'{folder}' holds no model.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException($"'{folder}' cannot be read: {e.Message}", e);
        }
    }

    private static string HashOf(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 20, FileOptions.SequentialScan);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
