using System.IO.Compression;
using System.Text.Json;

namespace AlwaysOnPolicy.Experiments.Data;

/// <summary>Reads JSONL, gzipped or not. Only "\n" ends a line: texts may hold Unicode's other line separators.</summary>
internal static class JsonlFile
{
    /// <exception cref="DataException">The file cannot be read, or a line of it is not a JSON object.</exception>
    public static IEnumerable<DataRecord> Read(string path)
    {
        var content = Content(path);
        var number = 0;
        for (var start = content.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0; start < content.Length;)
        {
            var length = content.AsSpan(start).IndexOf((byte)'\n');
            if (length < 0) length = content.Length - start;
            number++;
            if (content.AsSpan(start, length).ContainsAnyExcept(" \t\r"u8)) yield return Row(path, number, content.AsMemory(start, length));
            start += length + 1;
        }
    }

    private static DataRecord Row(string path, int number, ReadOnlyMemory<byte> line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            if (document.RootElement.ValueKind == JsonValueKind.Object) return new DataRecord(path, number, document.RootElement.Clone());
        }
        catch (JsonException e)
        {
            throw new DataException($"{path}:{number}: this line is not JSON: {e.Message} Each line must hold one record in braces.", e);
        }
        throw new DataException($"{path}:{number}: this line is not a JSON object. Each line must hold one record in braces.");
    }

    private static byte[] Content(string path)
    {
        try
        {
            var bytes = File.ReadAllBytes(path);
            if (!bytes.AsSpan().StartsWith([(byte)0x1f, (byte)0x8b])) return bytes;
            using var unpacked = new MemoryStream();
            using (var gzip = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress)) gzip.CopyTo(unpacked);
            return unpacked.ToArray();
        }
        catch (InvalidDataException e)
        {
            throw new DataException($"'{path}' is a damaged gzip file: {e.Message} Fetch it again.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"'{path}' cannot be read: {e.Message}", e);
        }
    }
}
