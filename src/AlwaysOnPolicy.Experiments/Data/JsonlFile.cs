using System.IO.Compression;
using System.Text.Json;
using AlwaysOnPolicy.Models;

namespace AlwaysOnPolicy.Experiments.Data;

/// <summary>Reads JSONL, gzipped or not. Only "\n" ends a line: texts may hold Unicode's other line separators.</summary>
internal static class JsonlFile
{
    /// <exception cref="DataException">The file cannot be read, or a line of it is not a JSON object.</exception>
    public static IEnumerable<JsonlRow> Read(string path)
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

    private static JsonlRow Row(string path, int number, ReadOnlyMemory<byte> line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            if (document.RootElement.ValueKind == JsonValueKind.Object) return new JsonlRow(path, number, document.RootElement.Clone());
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

/// <summary>A record of a JSONL file, whose columns are taken with complaints that name file and line.</summary>
internal sealed record JsonlRow(string Path, int Line, JsonElement Value)
{
    /// <summary>A column's text without white space round it; "" where it is empty or null.</summary>
    public string Text(string column) => TextOrNull(column) ?? (Value.TryGetProperty(column, out _) ? "" : throw Missing(column));

    /// <summary>Like <see cref="Text"/>; null where the column is absent or null. A number is taken as it is written.</summary>
    public string? TextOrNull(string column) => Value.TryGetProperty(column, out var value) ? TextOf(value, column) : null;

    /// <exception cref="DataException">The column is not a list with something in it.</exception>
    public JsonElement FirstOf(string column)
    {
        if (!Value.TryGetProperty(column, out var list)) throw Missing(column);
        return list.ValueKind == JsonValueKind.Array && list.GetArrayLength() > 0 ? list[0] : throw Error($"column '{column}' must be a list with something in it.");
    }

    public string? TextOf(JsonElement value, string column)
    {
        try
        {
            return value.ValueKind switch
            {
                JsonValueKind.String => value.GetString()!.Trim(),
                JsonValueKind.Number => value.GetRawText(),
                JsonValueKind.Null => null,
                _ => throw Error($"column '{column}' must be text."),
            };
        }
        catch (InvalidOperationException e)
        {
            throw new DataException($"{Path}:{Line}: column '{column}' is not valid UTF-8.", e);
        }
    }

    public DataException Error(string message) => new($"{Path}:{Line}: {message}");

    private DataException Missing(string column)
    {
        var there = string.Join(", ", Value.EnumerateObject().Select(p => p.Name));
        return Error($"column '{column}' is missing; the columns are: {there}. Check that the format setting fits the file.");
    }
}
