using System.Security.Cryptography;

namespace AlwaysOnPolicy.Models.Hub;

/// <summary>The hub names a file's content by its hash: SHA-256 for large files (LFS), git's SHA-1 of a blob for the others.</summary>
internal static class BlobHash
{
    /// <summary>Whether the name is a hash of either kind, and so safe as a file's name.</summary>
    public static bool IsOne(string name) => name.Length is 40 or 64 && name.All(char.IsAsciiHexDigitLower);

    public static bool Fits(string path, string name)
    {
        using var file = File.OpenRead(path);
        using var hash = IncrementalHash.CreateHash(name.Length == 64 ? HashAlgorithmName.SHA256 : HashAlgorithmName.SHA1);
        if (name.Length == 40) hash.AppendData(System.Text.Encoding.ASCII.GetBytes($"blob {file.Length}\0"));
        var buffer = new byte[1 << 20];
        for (int read; (read = file.Read(buffer)) > 0;) hash.AppendData(buffer, 0, read);
        return Convert.ToHexStringLower(hash.GetHashAndReset()) == name;
    }
}
