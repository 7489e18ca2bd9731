using System.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace AlwaysOnPolicy.Engine.Settings;

/// <summary>Sets one setting of a group in a YAML text and leaves every other character, comments too, as it is.</summary>
public static class SettingsEdit
{
    /// <summary>Writes one setting into a text, which otherwise stays as it is.</summary>
    /// <param name="value">As it is to stand in the file, quotes included.</param>
    /// <param name="source">What messages call the text.</param>
    /// <returns>The text with "group: key: value" in it.</returns>
    /// <exception cref="SettingsException">The text is written in a way that this does not edit; the message says what to write by hand.</exception>
    public static string Set(string yaml, string group, string key, string value, string source)
    {
        try
        {
            return new Editor(yaml, group, key, value, source).Run();
        }
        catch (YamlException e)
        {
            throw new SettingsException($"{source}:{e.Start.Line}:{e.Start.Column}: this is not valid YAML: {e.Message}", e);
        }
    }

    /// <summary>A text as a YAML scalar: plain where it is a path of simple characters, else in double quotes.</summary>
    public static string Quote(string text) =>
        text.Contains('/', StringComparison.Ordinal) && text[0] != '-' && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or '/')
            ? text
            : $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    private sealed class Editor(string yaml, string group, string key, string value, string source)
    {
        private readonly Parser _parser = new(new StringReader(yaml));
        private readonly string _line = yaml.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";

        public string Run()
        {
            _parser.Consume<StreamStart>();
            if (_parser.TryConsume<StreamEnd>(out _)) return Append();
            _parser.Consume<DocumentStart>();
            if (!_parser.TryConsume<MappingStart>(out var root)) return _parser.Current is Scalar { Value: "" } ? Append() : throw ByHand();
            while (!_parser.Accept<MappingEnd>(out _))
            {
                var name = _parser.Consume<Scalar>();
                if (name.Value == group) return InGroup(name);
                _parser.SkipThisAndNestedEvents();
            }
            return root.Style == MappingStyle.Flow ? Insert(AfterBrace(root), $" {group}: {{ {key}: {value} }},") : Append();
        }

        private string InGroup(Scalar name)
        {
            if (_parser.TryConsume<Scalar>(out var scalar))
                return scalar is { Value: "", Style: ScalarStyle.Plain }
                    ? Insert(EndOfLine((int)name.End.Index), $"{_line}{Indent(name)}  {key}: {value}") : throw ByHand();
            if (!_parser.TryConsume<MappingStart>(out var mapping)) throw ByHand();
            var isFlow = mapping.Style == MappingStyle.Flow;
            if (_parser.Accept<MappingEnd>(out _)) return Insert(AfterBrace(mapping), $" {key}: {value} ");
            var column = (int)_parser.Current!.Start.Column;
            while (!_parser.Accept<MappingEnd>(out _))
            {
                var entry = _parser.Consume<Scalar>();
                if (entry.Value == key)
                    return _parser.TryConsume<Scalar>(out var old) && old.Style is ScalarStyle.Plain or ScalarStyle.SingleQuoted or ScalarStyle.DoubleQuoted
                        ? Replace(entry, old) : throw ByHand();
                _parser.SkipThisAndNestedEvents();
            }
            return isFlow
                ? Insert(AfterBrace(mapping), $" {key}: {value},")
                : Insert(EndOfLine((int)name.End.Index), $"{_line}{new string(' ', column - 1)}{key}: {value}");
        }

        private string Replace(Scalar entry, Scalar old)
        {
            if (old.Value.Length > 0 || old.Style != ScalarStyle.Plain)
                return string.Concat(yaml.AsSpan(0, (int)old.Start.Index), value, yaml.AsSpan((int)old.End.Index));
            var colon = yaml.IndexOf(':', (int)entry.End.Index);
            return Insert(colon + 1, $" {value}");
        }

        /// <summary>A group of its own at the end.</summary>
        private string Append()
        {
            var text = new StringBuilder(yaml);
            if (yaml.Length > 0 && !yaml.EndsWith('\n')) text.Append(_line);
            return text.Append($"{(yaml.Length > 0 ? _line : "")}{group}:{_line}  {key}: {value}{_line}").ToString();
        }

        private string Insert(int at, string text) => yaml.Insert(at, text);

        private int AfterBrace(MappingStart mapping) => yaml.IndexOf('{', (int)mapping.Start.Index) is >= 0 and var brace ? brace + 1 : throw ByHand();

        private int EndOfLine(int from) => yaml.AsSpan(from).IndexOfAny('\r', '\n') is >= 0 and var length ? from + length : yaml.Length;

        private static string Indent(Scalar name) => new(' ', (int)name.Start.Column - 1);

        private SettingsException ByHand() => new($"'{source}' is written in a way that is not edited here. Write into it by hand: {group}: {{ {key}: " +
            $"{value} }}");
    }
}
