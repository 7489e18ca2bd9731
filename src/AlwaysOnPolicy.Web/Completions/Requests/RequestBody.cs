using System.Text.Json;
using AlwaysOnPolicy.Web.Completions.Replies;
using Microsoft.AspNetCore.Http;

namespace AlwaysOnPolicy.Web.Completions.Requests;

/// <summary>A request's fields, each read strictly. One that is null counts as left out.</summary>
internal sealed class RequestBody : IDisposable
{
    // They say who asks and how answers are kept: no answer depends on them.
    private static readonly HashSet<string> s_ignored =
    [
        "user", "metadata", "store", "service_tier", "safety_identifier", "prompt_cache_key", "prompt_cache_retention", "parallel_tool_calls",
    ];

    private readonly JsonDocument _document;
    private readonly Dictionary<string, JsonElement> _fields = new(StringComparer.Ordinal);

    private RequestBody(JsonDocument document)
    {
        _document = document;
        foreach (var field in document.RootElement.EnumerateObject())
            if (field.Value.ValueKind != JsonValueKind.Null) _fields[field.Name] = field.Value;
    }

    /// <exception cref="ApiException">It is no JSON, or too large.</exception>
    public static async Task<RequestBody> ReadAsync(HttpRequest request, CancellationToken cancel)
    {
        if (!request.HasJsonContentType())
            throw new ApiException(StatusCodes.Status415UnsupportedMediaType, "Send the request as JSON, with the header Content-Type: application/json.");
        try
        {
            var document = await JsonDocument.ParseAsync(request.Body, cancellationToken: cancel);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new ApiException(StatusCodes.Status400BadRequest, "The request is no JSON object.");
            ReadTexts(document.RootElement);
            return new RequestBody(document);
        }
        catch (JsonException e)
        {
            throw new ApiException(StatusCodes.Status400BadRequest, $"The request is no JSON: {e.Message}");
        }
        catch (InvalidOperationException)
        {
            throw new ApiException(StatusCodes.Status400BadRequest,
                "The request has a text that is not Unicode: bytes that are no UTF-8, or half a character (\\ud800).");
        }
        catch (BadHttpRequestException e)
        {
            throw new ApiException(e.StatusCode, e.Message);
        }
    }

    /// <summary>The field's value, if it is there.</summary>
    public JsonElement? Value(string name) => _fields.TryGetValue(name, out var value) ? value : null;

    public string? Text(string name) => Value(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString() : throw Wrong(name, "must be a text");

    public bool Flag(string name) => Value(name) is { } value && (value.ValueKind is JsonValueKind.True or JsonValueKind.False
        ? value.GetBoolean() : throw Wrong(name, "must be true or false"));

    public double? Number(string name, double least, double most) => Value(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number >= least && number <= most ? number
        : throw Wrong(name, $"must be a number from {least} to {most}");

    public int? Integer(string name, int least, int most) => (int?)Long(name, least, most);

    public long? Long(string name, long least, long most) => Value(name) is not { } value ? null
        : Whole(value) is { } number && number >= least && number <= most ? number
        : throw Wrong(name, $"must be a whole number from {least} to {most}");

    /// <summary>A whole number, however it is written: JSON has one kind of number, and 3.0 or 3e0 is 3.</summary>
    /// <returns>Null where it is none, or beyond 64 bits.</returns>
    public static long? Whole(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Number) return null;
        if (value.TryGetInt64(out var number)) return number;
        return value.TryGetDecimal(out var real) && decimal.IsInteger(real) && real >= long.MinValue && real <= long.MaxValue ? (long)real : null;
    }

    /// <summary>A text, or a list of up to <paramref name="most"/>; empty ones do not count.</summary>
    public IReadOnlyList<string> Texts(string name, int most)
    {
        if (Value(name) is not { } value) return [];
        JsonElement[] given = value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()] : [value];
        if (given.Length > most || given.Any(v => v.ValueKind != JsonValueKind.String)) throw Wrong(name, $"must be a text or a list of at most {most} texts");
        return [.. given.Select(v => v.GetString()!).Where(t => t.Length > 0)];
    }

    /// <summary>A list of whole numbers; null where it is left out.</summary>
    public IReadOnlyList<long>? Longs(string name, int most) => Value(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Array && value.GetArrayLength() <= most && value.EnumerateArray().Select(Whole).ToArray() is var numbers
            && Array.TrueForAll(numbers, n => n is not null) ? [.. numbers.Select(n => n!.Value)]
        : throw Wrong(name, $"must be a list of at most {most} whole numbers");

    /// <summary>Refuses every field that is neither read, nor ignored because no answer depends on it, nor set to what changes nothing.</summary>
    /// <param name="read">The names that are read.</param>
    /// <param name="neutral">Further names, each with the values that ask for nothing.</param>
    public void RefuseOthers(IReadOnlySet<string> read, IReadOnlyDictionary<string, string[]> neutral)
    {
        foreach (var (name, value) in _fields)
        {
            if (read.Contains(name) || s_ignored.Contains(name)) continue;
            if (neutral.TryGetValue(name, out var harmless) && harmless.Contains(Plain(value))) continue;
            throw new ApiException(StatusCodes.Status400BadRequest, harmless is null
                ? $"Unsupported parameter: '{name}' is not known here, and is not left out silently since it may change the answer. Leave it out."
                : $"Unsupported parameter: '{name}' would change the answer, and is not built here. Leave it out.", name, "unsupported_parameter");
        }
    }

    /// <exception cref="InvalidOperationException">A text or a name is not Unicode, which the parser does not look at.</exception>
    private static void ReadTexts(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String) _ = value.GetString();
        else if (value.ValueKind == JsonValueKind.Array)
            foreach (var item in value.EnumerateArray()) ReadTexts(item);
        else if (value.ValueKind == JsonValueKind.Object)
            foreach (var field in value.EnumerateObject())
            {
                _ = field.Name;
                ReadTexts(field.Value);
            }
    }

    public static ApiException Wrong(string name, string what) =>
        new(StatusCodes.Status400BadRequest, $"Invalid value for '{name}': it {what}.", name, "invalid_value");

    public void Dispose() => _document.Dispose();

    /// <summary>A value without white space, and numbers as JSON says them shortest, zero without a sign.</summary>
    private static string Plain(JsonElement value) => value.ValueKind == JsonValueKind.Number ? $"{value.GetDouble() + 0}" : JsonSerializer.Serialize(value);
}
