using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace AlwaysOnPolicy.Engine.Settings;

/// <summary>Reads YAML into nodes that know their places. Refuses duplicate keys and a second document; anchors and aliases work.</summary>
internal sealed class YamlTree
{
    private const int MaxDepth = 64;
    private readonly Parser _parser;
    private readonly Func<Mark, SettingsPlace> _placeOf;
    private readonly Dictionary<AnchorName, SettingsNode> _anchors = [];

    private YamlTree(string yaml, Func<Mark, SettingsPlace> placeOf)
    {
        _parser = new Parser(new StringReader(yaml));
        _placeOf = placeOf;
    }

    /// <returns>Null for a text without content.</returns>
    /// <exception cref="SettingsException">The text is not YAML, or YAML of a kind that settings do not use.</exception>
    public static SettingsNode? Read(string yaml, string source, string folder) =>
        Read(yaml, mark => new SettingsPlace(source, folder, mark.Line, mark.Column));

    /// <summary>Reads the value of a --set option, whose place is the option itself.</summary>
    public static SettingsNode? ReadOption(string yaml, SettingsPlace option) => Read(yaml, _ => option);

    private static SettingsNode? Read(string yaml, Func<Mark, SettingsPlace> placeOf)
    {
        try
        {
            return new YamlTree(yaml, placeOf).ReadDocument();
        }
        catch (YamlException e)
        {
            throw new SettingsException($"{placeOf(e.End)}: this is not valid YAML: {e.Message}", e);
        }
    }

    private SettingsNode? ReadDocument()
    {
        _parser.Consume<StreamStart>();
        if (_parser.TryConsume<StreamEnd>(out _)) return null;
        _parser.Consume<DocumentStart>();
        var node = ReadNode(depth: 0);
        _parser.Consume<DocumentEnd>();
        if (_parser.TryConsume<DocumentStart>(out var second)) throw _placeOf(second.Start).Error("a second document begins here; settings are one document.");
        return node;
    }

    private SettingsNode ReadNode(int depth)
    {
        if (_parser.TryConsume<AnchorAlias>(out var alias))
        {
            return _anchors.TryGetValue(alias.Value, out var known)
                ? known
                : throw _placeOf(alias.Start).Error($"'*{alias.Value}' refers to an anchor that is not defined before it.");
        }
        var start = _parser.Accept<NodeEvent>(out var first) ? first : throw new YamlException("a value is expected here.");
        var place = _placeOf(start.Start);
        if (depth > MaxDepth) throw place.Error($"values are nested more than {MaxDepth} deep.");
        SettingsNode node = start switch
        {
            Scalar => ReadScalar(place),
            SequenceStart => ReadSequence(place, depth),
            _ => ReadMapping(place, depth),
        };
        if (!start.Anchor.IsEmpty) _anchors[start.Anchor] = node;
        return node;
    }

    private ScalarNode ReadScalar(SettingsPlace place)
    {
        var scalar = _parser.Consume<Scalar>();
        return new ScalarNode(place, scalar.Value, scalar.Style == ScalarStyle.Plain);
    }

    private SequenceNode ReadSequence(SettingsPlace place, int depth)
    {
        var items = new List<SettingsNode>();
        _parser.Consume<SequenceStart>();
        while (!_parser.TryConsume<SequenceEnd>(out _)) items.Add(ReadNode(depth + 1));
        return new SequenceNode(place, items);
    }

    private MappingNode ReadMapping(SettingsPlace place, int depth)
    {
        var entries = new List<MappingEntry>();
        _parser.Consume<MappingStart>();
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            var key = ReadNode(depth + 1) as ScalarNode ?? throw place.Error("a key must be a plain word.");
            if (entries.Find(e => e.Key == key.Text) is { } twin)
                throw key.Place.Error($"'{key.Text}' is set twice; the first time at {twin.Place}. Keep one of them.");
            entries.Add(new MappingEntry(key.Text, key.Place, ReadNode(depth + 1)));
        }
        return new MappingNode(place, entries);
    }
}
