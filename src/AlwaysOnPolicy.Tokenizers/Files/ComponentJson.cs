using System.Runtime.InteropServices;
using System.Text.Json;

namespace AlwaysOnPolicy.Tokenizers.Files;

/// <summary>One object of tokenizer.json, read strictly: every complaint names the file and the place, and an option that nobody read is refused.</summary>
internal sealed class ComponentJson
{
    private readonly JsonElement _element;
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);
    private readonly IReadOnlyDictionary<string, ReadOnlyMemory<byte>>? _lists;

    /// <param name="place">Where the object stands in the file: "pre_tokenizer.pretokenizers[0]"; empty for the file's root.</param>
    /// <param name="lists">See <see cref="LargeJson"/>; null where nothing was taken out.</param>
    public ComponentJson(string file, string place, JsonElement element, IReadOnlyDictionary<string, ReadOnlyMemory<byte>>? lists = null)
    {
        (File, Place, _element, _lists) = (file, place, element, lists);
        if (element.ValueKind != JsonValueKind.Object) throw Wrong("", "an object");
        foreach (var property in element.EnumerateObject()) NameOf(property, "");   // a name that is no text would make every look-up fail
    }

    public string File { get; }

    public string Place { get; }

    /// <summary>The component's type; the reader that does not know it refuses it with <see cref="UnknownType"/>.</summary>
    public string Type => Text("type");

    public bool Has(string name)
    {
        _read.Add(name);
        return _element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null;
    }

    /// <summary>Whether the object has the name at all, if only with null.</summary>
    public bool Names(string name) => _element.TryGetProperty(name, out _);

    public string Text(string name) => TextOf(Required(name), name);

    public string? TextOrNull(string name) => Has(name) ? Text(name) : null;

    public bool Flag(string name, bool otherwise) => OptionalFlag(name) ?? otherwise;

    public bool? OptionalFlag(string name) => !Has(name) ? null : Required(name).ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Wrong(name, "true or false"),
    };

    public int Int(string name, int otherwise) => Has(name) ? Int(name) : otherwise;

    public int Int(string name) => Required(name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var value)
        ? value
        : throw Wrong(name, "a whole number");

    public double Number(string name) =>
        Required(name) is { ValueKind: JsonValueKind.Number } number && number.TryGetDouble(out var value) ? value : throw Wrong(name, "a number");

    public ComponentJson Child(string name) => new(File, Sub(name), Required(name), _lists);

    public ComponentJson? ChildOrNull(string name) => Has(name) ? Child(name) : null;

    public IEnumerable<ComponentJson> Children(string name) => Items(name).Select((item, i) => new ComponentJson(File, $"{Sub(name)}[{i}]", item));

    public IEnumerable<JsonElement> Items(string name)
    {
        var list = Required(name);
        if (list.ValueKind != JsonValueKind.Array) throw Wrong(name, "a list");
        return list.EnumerateArray();
    }

    /// <summary>Reads a large list or object straight from the file's bytes; stands where it opens.</summary>
    public Utf8JsonReader Reader(string name, JsonTokenType opening)
    {
        var reader = new Utf8JsonReader(Raw(name));
        reader.Read();
        return reader.TokenType == opening ? reader : throw Wrong(name, opening == JsonTokenType.StartArray ? "a list" : "an object");
    }

    /// <summary>How many bytes of the file stand under a name.</summary>
    public int Length(string name) => Raw(name).Length;

    /// <summary>How many texts stand under a name, or a few more where they spell quotation marks.</summary>
    public int TextsIn(string name) => Raw(name).Count((byte)'"') / 2;

    public IEnumerable<(string Name, JsonElement Value)> Entries(string name)
    {
        var map = Required(name);
        if (map.ValueKind != JsonValueKind.Object) throw Wrong(name, "an object");
        foreach (var entry in map.EnumerateObject()) yield return (NameOf(entry, name), entry.Value);
    }

    public bool IsList(string name) => Has(name) && Required(name).ValueKind == JsonValueKind.Array;

    public bool IsObject(string name) => Has(name) && Required(name).ValueKind == JsonValueKind.Object;

    /// <summary>A string that stands under the name.</summary>
    public string TextOf(JsonElement value, string name)
    {
        if (value.ValueKind != JsonValueKind.String) throw Wrong(name, "a text");
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)   // half of a surrogate pair, or bytes that are not UTF-8
        {
            throw Wrong(name, "well-formed Unicode text");
        }
    }

    /// <summary>The text where a reader stands.</summary>
    public string TextOf(ref Utf8JsonReader reader, string name)
    {
        if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName)) throw Wrong(name, "a text");
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw Wrong(name, "well-formed Unicode text");
        }
    }

    /// <summary>Call when all is read: what is left is something this reader does not know.</summary>
    public void Done()
    {
        foreach (var property in _element.EnumerateObject())
            if (!_read.Contains(NameOf(property, ""))) throw Unsupported($"the option '{property.Name}'");
    }

    public CheckpointException UnknownType(string supported) => Unsupported($"the type '{Type}'", supported);

    /// <param name="what">What the file asks for: "the option 'dropout'".</param>
    /// <param name="supported">What may stand there instead.</param>
    public CheckpointException Unsupported(string what, string? supported = null) => new(
        $"'{File}': {(Place.Length == 0 ? "" : $"{Place}: ")}{what} is not supported{(supported is null ? "" : $"; supported: {supported}")}. Use another " +
        "model's tokenizer.");

    public CheckpointException Wrong(string name, string expected) =>
        Damaged($"{(Sub(name) is { Length: > 0 } there ? there : "the whole")} must be {expected}");

    public CheckpointException Damaged(string what) => new($"'{File}': {what}. The file is damaged or not a tokenizer: fetch it again.");

    private ReadOnlySpan<byte> Raw(string name) =>
        Required(name) is var value && _lists is not null && _lists.TryGetValue(Sub(name), out var list) ? list.Span : JsonMarshal.GetRawUtf8Value(value);

    private JsonElement Required(string name) => Has(name) ? _element.GetProperty(name) : throw Damaged($"{Sub(name)} is missing");

    private string NameOf(JsonProperty property, string name)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            throw Wrong(name, "named in well-formed Unicode text");
        }
    }

    private string Sub(string name) => Place.Length == 0 ? name : name.Length == 0 ? Place : $"{Place}.{name}";
}
