using System.Text.Json;

namespace AlwaysOnPolicy.Experiments.Data;

/// <summary>What JSON holds, as the values of a record.</summary>
internal static class JsonValues
{
    /// <summary>What is nested deeper is not read, and does no harm until somebody asks for it: a reader that calls itself needs an end.</summary>
    private const int Levels = 64;

    private static readonly Unread s_deep = new($"is nested deeper than {Levels} levels, which is not read here: flatten it.", WholeColumn: false);

    /// <summary>For a reader of records, whose columns may be nested as deep as they like.</summary>
    public static JsonReaderOptions AnyDepth { get; } = new() { MaxDepth = int.MaxValue };

    private static readonly JsonDocumentOptions s_document = new() { MaxDepth = int.MaxValue };

    // Python writes NaN and the infinities as bare words, which JSON has not. They are read as texts that begin with a character no text has.
    private static readonly (byte[] Word, byte[] Quoted)[] s_named = [.. new[] { DataNumber.NegativeInfinity, DataNumber.Infinity, DataNumber.NaN }
        .Select(w => (System.Text.Encoding.UTF8.GetBytes(w), System.Text.Encoding.UTF8.GetBytes($"\"\\u0000{w}\"")))];

    /// <returns>Null where it is JSON and no object.</returns>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static IReadOnlyDictionary<string, object?>? Object(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(Named(json), s_document);
        return Object(document.RootElement);
    }

    public static IReadOnlyDictionary<string, object?>? Object(JsonElement element) => Of(element, Levels) as IReadOnlyDictionary<string, object?>;

    /// <summary>Whether it is JSON as it stands.</summary>
    public static bool IsWhole(ReadOnlyMemory<byte> json)
    {
        try
        {
            JsonDocument.Parse(Named(json), s_document).Dispose();
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>The same with Python's names of numbers made JSON.</summary>
    public static ReadOnlyMemory<byte> Named(ReadOnlyMemory<byte> json)
    {
        if (json.Span.IndexOf("NaN"u8) < 0 && json.Span.IndexOf("Infinity"u8) < 0) return json;
        using var named = new MemoryStream(json.Length + 64);
        var text = json.Span;
        var (quoted, copied) = (false, 0);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '"') quoted = !quoted;
            else if (quoted && text[i] == '\\') i++;
            else if (!quoted && text[i] is (byte)'N' or (byte)'I' or (byte)'-')
                foreach (var (word, replacement) in s_named)
                    if (text[i..].StartsWith(word))
                    {
                        named.Write(text[copied..i]);
                        named.Write(replacement);
                        copied = i + word.Length;
                        i = copied - 1;
                        break;
                    }
        }
        named.Write(text[copied..]);
        return named.ToArray();
    }

    private static object? Of(JsonElement element, int levels) => element.ValueKind switch
    {
        JsonValueKind.Array or JsonValueKind.Object when levels == 0 => s_deep,
        JsonValueKind.String => Text(element),
        JsonValueKind.Number => new DataNumber(element.GetRawText()),
        JsonValueKind.True or JsonValueKind.False => element.GetBoolean(),
        JsonValueKind.Array => element.EnumerateArray().Select(item => Of(item, levels - 1)).ToArray(),
        JsonValueKind.Object => Columns(element, levels - 1),
        _ => null,
    };

    private static Dictionary<string, object?> Columns(JsonElement element, int levels)
    {
        var columns = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var property in element.EnumerateObject()) columns[property.Name] = Of(property.Value, levels);
        return columns;
    }

    private static object Text(JsonElement element)
    {
        try
        {
            var text = element.GetString()!;
            return text.StartsWith('\0') && Array.Exists(s_named, n => System.Text.Encoding.UTF8.GetString(n.Word) == text[1..])
                ? new DataNumber(text[1..]) : text;
        }
        catch (InvalidOperationException)
        {
            return new Unread("holds half of a character: an escape such as \\ud83d without the one that belongs to it.", WholeColumn: false);
        }
    }
}
