using System.Collections;
using System.Globalization;
using System.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace AlwaysOnPolicy.Engine.Settings;

/// <summary>Writes a settings record as YAML that reads back as the same record.</summary>
internal sealed class SettingsWriter
{
    private readonly IEmitter _emitter;

    private SettingsWriter(IEmitter emitter) => _emitter = emitter;

    public static string Write(object settings)
    {
        using var text = new Utf8StringWriter();
        var emitter = new Emitter(text, new EmitterSettings(bestIndent: 2, bestWidth: int.MaxValue, isCanonical: false, maxSimpleKeyLength: 1024));
        emitter.Emit(new StreamStart());
        emitter.Emit(new DocumentStart());
        new SettingsWriter(emitter).Value(settings);
        emitter.Emit(new DocumentEnd(isImplicit: true));
        emitter.Emit(new StreamEnd());
        return text.ToString();
    }

    private void Value(object? value)
    {
        switch (value)
        {
            case null: Plain("null"); break;
            case string text: Text(text); break;
            case bool truth: Plain(truth ? "true" : "false"); break;
            case Enum member: Plain(SettingsKey.WordOf(member)); break;
            case IFormattable number: Plain(number.ToString(null, CultureInfo.InvariantCulture)); break;
            case IDictionary dictionary: Mapping(dictionary.Keys.Cast<string>().Select(k => (k, dictionary[k]))); break;
            case IEnumerable items: Sequence(items); break;
            case var record when SettingsShape.Of(record.GetType()) is var shape
                && shape.Words().FirstOrDefault(w => record.Equals(w.Value)).Word is { } word:
                Text(word); break;
            default: Mapping(SettingsShape.Of(value.GetType()).Keys.Select(k => (k.Name, k.Property.GetValue(value)))); break;
        }
    }

    private void Mapping(IEnumerable<(string Key, object? Value)> entries)
    {
        _emitter.Emit(new MappingStart());
        foreach (var (key, value) in entries)
        {
            Text(key);
            Value(value);
        }
        _emitter.Emit(new MappingEnd());
    }

    private void Sequence(IEnumerable items)
    {
        _emitter.Emit(new SequenceStart(AnchorName.Empty, TagName.Empty, isImplicit: true, SequenceStyle.Block));
        foreach (var item in items) Value(item);
        _emitter.Emit(new SequenceEnd());
    }

    private void Plain(string text) => Scalar(text, ScalarStyle.Plain);

    /// <summary>Quotes what a reader of YAML, or a person, would take for something else than text.</summary>
    private void Text(string text)
    {
        var looksOtherwise = text.Length == 0 || text is "~" || text.Any(char.IsControl)
            || text.ToLowerInvariant() is "null" or "true" or "false" or "yes" or "no" or "on" or "off"
            || double.TryParse(text, NumberStyles.Any, CultureInfo.InvariantCulture, out _);
        Scalar(text, looksOtherwise ? ScalarStyle.DoubleQuoted : ScalarStyle.Any);
    }

    private void Scalar(string text, ScalarStyle style) =>
        _emitter.Emit(new Scalar(AnchorName.Empty, TagName.Empty, text, style, isPlainImplicit: true, isQuotedImplicit: true));

    /// <summary>The emitter escapes letters that it thinks the writer's encoding lacks, and breaks lines as the writer does.</summary>
    private sealed class Utf8StringWriter : StringWriter
    {
        public Utf8StringWriter() => NewLine = "\n";

        public override Encoding Encoding => Encoding.UTF8;
    }
}
