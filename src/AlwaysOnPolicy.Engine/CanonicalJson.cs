using System.Collections;
using System.Reflection;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace AlwaysOnPolicy.Engine;

/// <summary>
/// Writes a record as the one JSON text that stands for its content: properties by their snake_case names in ordinal order, defaults included,
/// enums as words, numbers in their shortest round-trip form, artifacts as their keys. It walks the values' own types, so that nothing that a
/// declared base type hides is left out of a key.
/// </summary>
internal sealed class CanonicalJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly Utf8JsonWriter _writer;
    private readonly List<Artifact> _artifacts = [];

    private CanonicalJson(Utf8JsonWriter writer) => _writer = writer;

    /// <returns>The text, and the artifacts that were met in it.</returns>
    /// <exception cref="ArgumentException">A value has no canonical form: an open resource, a function, a number that is not finite.</exception>
    public static (string Json, IReadOnlyList<Artifact> Artifacts) Write(object value)
    {
        using var bytes = new MemoryStream();
        using var writer = new Utf8JsonWriter(bytes, Options);
        var walk = new CanonicalJson(writer);
        walk.Value(value, "");
        writer.Flush();
        return (Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length), walk._artifacts);
    }

    private void Value(object? value, string path)
    {
        switch (value)
        {
            case null: _writer.WriteNullValue(); break;
            case string text: _writer.WriteStringValue(text); break;
            case bool truth: _writer.WriteBooleanValue(truth); break;
            case Enum member: _writer.WriteStringValue(member.ToString()); break;
            case Artifact artifact:
                _artifacts.Add(artifact);
                _writer.WriteStringValue(artifact.Key);
                break;
            case ulong number: _writer.WriteNumberValue(number); break;
            case byte or sbyte or short or ushort or int or uint or long: _writer.WriteNumberValue(Convert.ToInt64(value)); break;
            case double number: Finite(number, path); _writer.WriteNumberValue(number); break;
            case float number: Finite(number, path); _writer.WriteNumberValue(number); break;
            case decimal number: _writer.WriteNumberValue(number); break;
            case IDictionary dictionary: Dictionary(dictionary, path); break;
            case IEnumerable items: Items(items, path); break;
            default: Properties(value, path); break;
        }
    }

    private void Dictionary(IDictionary dictionary, string path)
    {
        var entries = dictionary.Keys.Cast<object>()
            .Select(key => (Name: key as string ?? throw Refuse(path, "a dictionary whose keys are not strings"), Value: dictionary[key]));
        _writer.WriteStartObject();
        foreach (var (name, value) in entries.OrderBy(e => e.Name, StringComparer.Ordinal))
        {
            _writer.WritePropertyName(name);
            Value(value, $"{path}.{name}");
        }
        _writer.WriteEndObject();
    }

    private void Items(IEnumerable items, string path)
    {
        _writer.WriteStartArray();
        var index = 0;
        foreach (var item in items) Value(item, $"{path}[{index++}]");
        _writer.WriteEndArray();
    }

    private void Properties(object value, string path)
    {
        var type = value.GetType();
        if (value is Delegate or IDisposable or Type or Task || type.Namespace?.StartsWith("System", StringComparison.Ordinal) == true)
            throw Refuse(path, type.ToString());
        var properties = type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => p.CanRead && p.GetIndexParameters().Length == 0 && !p.IsDefined(typeof(NotInKeyAttribute)))
            .Select(p => (Name: JsonNamingPolicy.SnakeCaseLower.ConvertName(p.Name), Property: p))
            .OrderBy(p => p.Name, StringComparer.Ordinal);
        _writer.WriteStartObject();
        foreach (var (name, property) in properties)
        {
            _writer.WritePropertyName(name);
            Value(property.GetValue(value), $"{path}.{name}");
        }
        _writer.WriteEndObject();
    }

    private static void Finite(double number, string path)
    {
        if (!double.IsFinite(number)) throw Refuse(path, $"the number {number}");
    }

    private static ArgumentException Refuse(string path, string what) =>
        new($"A stage's input holds {what} at '{path.TrimStart('.')}', which has no canonical JSON and so cannot be part of a key.");
}
