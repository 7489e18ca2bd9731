using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Unicode;

namespace AlwaysOnPolicy.Tokenizers.Files;

/// <summary>One object of tokenizer.json, read strictly: every complaint names the file and the place, and an option that nobody read is refused.</summary>
internal sealed class ComponentJson
{
    private readonly JsonElement _element;
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);

    /// <param name="place">Where the object stands in the file: "pre_tokenizer.pretokenizers[0]"; empty for the file's root.</param>
    public ComponentJson(string file, string place, JsonElement element)
    {
        (File, Place, _element) = (file, place, element);
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

    public ComponentJson Child(string name) => new(File, Sub(name), Required(name));

    public ComponentJson? ChildOrNull(string name) => Has(name) ? Child(name) : null;

    public IEnumerable<ComponentJson> Children(string name) => Items(name).Select((item, i) => new ComponentJson(File, $"{Sub(name)}[{i}]", item));

    public IEnumerable<JsonElement> Items(string name)
    {
        var list = Required(name);
        if (list.ValueKind != JsonValueKind.Array) throw Wrong(name, "a list");
        return list.EnumerateArray();
    }

    /// <summary>How many items a list has, or entries an object.</summary>
    public int Count(string name) => Required(name) is var value && value.ValueKind == JsonValueKind.Array ? value.GetArrayLength()
        : value.ValueKind == JsonValueKind.Object ? value.GetPropertyCount() : 0;

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

    /// <summary>The same without a string of its own where the buffer has room.</summary>
    public ReadOnlySpan<char> CharactersOf(JsonElement value, string name, Span<char> buffer)
    {
        if (value.ValueKind == JsonValueKind.String && JsonMarshal.GetRawUtf8Value(value)[1..^1] is var bytes && bytes.Length <= buffer.Length
            && !bytes.Contains((byte)'\\')
            && Utf8.ToUtf16(bytes, buffer, out _, out var written, replaceInvalidSequences: false) == OperationStatus.Done) return buffer[..written];
        return TextOf(value, name);
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
