using System.Security.Cryptography;
using System.Text;

namespace AlwaysOnPolicy.Files;

/// <summary>JSON whose last property, <c>seal</c>, is the SHA-256 of all bytes before its value: a file that tells by itself whether it is as it was written.
/// Whoever reads the JSON alone finds one property more.</summary>
public static class SealedJson
{
    private const int Digits = 64;
    private const string Name = ",\n  \"seal\": \"", End = "\"\n}\n";

    /// <summary>Seals an object's text.</summary>
    /// <param name="json">An object with at least one property.</param>
    public static byte[] Seal(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        var body = json.AsSpan().TrimEnd();
        if (body.Length == 0 || body[^1] != '}') throw new ArgumentException("Only a JSON object can be sealed.", nameof(json));
        var content = $"{body[..^1].TrimEnd()}{Name}";
        return Encoding.UTF8.GetBytes($"{content}{Hash(Encoding.UTF8.GetBytes(content))}{End}");
    }

    /// <summary>Whether a file ends as sealed ones do.</summary>
    public static bool IsSealed(ReadOnlySpan<byte> file)
    {
        ReadOnlySpan<byte> name = Encoding.UTF8.GetBytes(Name), end = Encoding.UTF8.GetBytes(End);
        var start = file.Length - end.Length - Digits;
        return start > name.Length && file[..start].EndsWith(name) && file.EndsWith(end);
    }

    /// <summary>What is wrong with a file.</summary>
    /// <returns>Null where it is as it was written, or was never sealed, as files of earlier versions.</returns>
    public static string? FindDamage(ReadOnlySpan<byte> file)
    {
        ReadOnlySpan<byte> name = Encoding.UTF8.GetBytes(Name), end = Encoding.UTF8.GetBytes(End);
        var start = file.Length - end.Length - Digits;
        if (start > name.Length && file[..start].EndsWith(name))
            return file.EndsWith(end) && file.Slice(start, Digits).SequenceEqual(Encoding.UTF8.GetBytes(Hash(file[..start])))
                ? null : "its content does not fit its seal: it is not as it was written";
        // A seal whose name was damaged is one still: nothing else that is written here ends with a line of this length.
        var before = file[..Math.Max(0, file.Length - end.Length)].LastIndexOf((byte)'\n');
        return before >= 0 && file.Length - end.Length - before == name.Length - ",\n".Length + Digits + 1 && LooksLikeAHash(file[before..])
            ? "its seal is damaged: it is not as it was written" : null;
    }

    private static bool LooksLikeAHash(ReadOnlySpan<byte> line)
    {
        var digits = 0;
        foreach (var letter in line) if (char.IsAsciiHexDigitLower((char)letter)) digits++;
        return digits >= Digits - 1;
    }

    private static string Hash(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content));
}
