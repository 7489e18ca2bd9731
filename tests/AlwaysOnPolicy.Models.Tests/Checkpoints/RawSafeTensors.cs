using System.Buffers.Binary;

namespace AlwaysOnPolicy.Models.Tests.Checkpoints;

/// <summary>Writes safetensors files that need not be true.</summary>
internal static class RawSafeTensors
{
    /// <param name="claimedHeader">The header length that the file claims; null for the true one.</param>
    public static void Write(string path, string header, int dataBytes, ulong? claimedHeader = null)
    {
        var json = System.Text.Encoding.UTF8.GetBytes(header);
        var file = new byte[8 + json.Length + dataBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(file, claimedHeader ?? (ulong)json.Length);
        json.CopyTo(file, 8);
        File.WriteAllBytes(path, file);
    }

    /// <summary>One tensor's line of a header.</summary>
    public static string Entry(string name, string type, string shape, long begin, long end) =>
        $$"""
        "{{name}}": {"dtype": "{{type}}", "shape": {{shape}}, "data_offsets": [{{begin}}, {{end}}]}
        """;
}
