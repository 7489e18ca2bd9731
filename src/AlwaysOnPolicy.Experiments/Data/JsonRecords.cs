using System.Text.Json;

namespace AlwaysOnPolicy.Experiments.Data;

/// <summary>Reads JSONL, or one JSON array of records.</summary>
internal static class JsonRecords
{
    /// <exception cref="DataException">A line or element is not a JSON object.</exception>
    public static IEnumerable<DataRecord> Read(Stream content, string path)
    {
        var lines = Utf8Lines.Read(content, path).GetEnumerator();
        var records = 0;
        while (lines.MoveNext())
        {
            var (number, line) = lines.Current;
            if (Utf8Lines.IsBlank(line.Span)) continue;
            if (line.Span.TrimStart(" \t\r"u8)[0] != (byte)'[' || records > 0 && JsonValues.IsWhole(line))
            {
                records++;
                yield return Row(path, number, line);
            }
            else
            {
                foreach (var record in Elements(path, number, lines)) yield return record;
                yield break;
            }
        }
    }

    private static DataRecord Row(string path, int number, ReadOnlyMemory<byte> line)
    {
        try
        {
            return new DataRecord(path, number, JsonValues.Object(line) ?? throw new DataException(
                $"{path}:{number}: this line is not a JSON object. Each line must hold one record in braces."));
        }
        catch (JsonException e)
        {
            throw new DataException($"{path}:{number}: this line is not JSON: {e.Message} Each line must hold one record in braces.", e);
        }
    }

    /// <summary>The elements of an array that begins at the current line.</summary>
    private static List<DataRecord> Elements(string path, int first, IEnumerator<(int Number, ReadOnlyMemory<byte> Line)> lines)
    {
        using var text = new MemoryStream();
        do
        {
            text.Write(lines.Current.Line.Span);
            text.WriteByte((byte)'\n');
        }
        while (lines.MoveNext());
        var records = new List<DataRecord>();
        var (at, line) = (0L, first);
        try
        {
            var bytes = JsonValues.Named(text.GetBuffer().AsMemory(0, (int)text.Length));
            var reader = new Utf8JsonReader(bytes.Span, JsonValues.AnyDepth);
            reader.Read();
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                line += bytes.Span[(int)at..(int)reader.TokenStartIndex].Count((byte)'\n');
                at = reader.TokenStartIndex;
                using var element = JsonDocument.ParseValue(ref reader);
                records.Add(new DataRecord(path, line, JsonValues.Object(element.RootElement)
                    ?? throw new DataException(
                        $"{path}:{line}: the array's element {records.Count + 1} is not a JSON object. Each must be one record in braces.")));
            }
            if (reader.Read()) throw new DataException($"{path}: something follows the array. The file must hold one array, or one record a line.");
        }
        catch (JsonException e)
        {
            throw new DataException($"{path}:{first + (e.LineNumber ?? 0)}: the array that begins at line {first} is not JSON: {e.Message}", e);
        }
        return records;
    }
}
