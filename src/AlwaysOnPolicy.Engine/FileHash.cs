using System.Security.Cryptography;

namespace AlwaysOnPolicy.Engine;

internal static class FileHash
{
    /// <summary>SHA-256 in lower-case hexadecimal digits.</summary>
    public static string Of(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 20, FileOptions.SequentialScan);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    /// <inheritdoc cref="Of(string)"/>
    public static string Of(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content));

    /// <summary>All files under a folder as paths relative to it with '/' between the parts, sorted.</summary>
    public static IReadOnlyList<string> RelativeFiles(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(folder, f).Replace('\\', '/'))
            .Order(StringComparer.Ordinal),
    ];
}
