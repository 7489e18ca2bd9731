using System.Collections;

namespace AlwaysOnPolicy.Engine.Settings;

/// <summary>Makes a record of nodes: every key known, every value of its type and in its range.</summary>
/// <param name="root">The type of the whole settings, in which a misplaced key is looked for.</param>
internal sealed class SettingsBinder(Type root)
{
    public object Record(MappingNode mapping, Type type, object? defaults, string path)
    {
        var shape = SettingsShape.Of(type);
        var start = defaults ?? shape.TryCreateDefault();
        var values = new Dictionary<SettingsKey, object?>();
        foreach (var entry in mapping.Entries)
        {
            var key = shape.Find(entry.Key) ?? throw Unknown(entry, shape, path);
            var full = Join(path, key.Name);
            if (entry.Value is RemovedNode && !key.IsNullable) continue;
            values[key] = Value(entry.Value, key, start is null ? null : key.Property.GetValue(start), full);
            SettingsChecks.CheckRange(key, values[key], full, entry.Value.Place);
        }
        if (defaults is null && shape.Keys.FirstOrDefault(k => k.IsRequired && !values.ContainsKey(k)) is { } missing)
            throw mapping.Place.Error($"'{Join(path, missing.Name)}' is missing and has no default. Add it.");
        var record = shape.Create(start, values);
        SettingsChecks.Check(record, shape, path, name => name is not null && mapping.Find(name) is { } entry ? entry.Value.Place : mapping.Place);
        return record;
    }

    public static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private object? Value(SettingsNode node, SettingsKey key, object? current, string path)
    {
        if (node is RemovedNode) return null;
        if (node is ScalarNode { IsNull: true } nothing)
            return key.IsNullable ? null : throw nothing.Place.Error($"'{path}' has no value; it needs one.");
        return Value(node, Nullable.GetUnderlyingType(key.Type) ?? key.Type, key.Path, current, path);
    }

    private object? Value(SettingsNode node, Type type, PathSettingAttribute? asPath, object? current, string path)
    {
        if (node is OptionNode option) node = type == typeof(string) ? new ScalarNode(option.Place, option.Text, IsPlain: false) : option.Parsed;
        if (SettingsShape.IsRecord(type) && node is ScalarNode word && SettingsShape.Of(type).Words() is { Count: > 0 } words) return Word(word, words, path);
        if (SettingsShape.IsRecord(type))
            return Record(node as MappingNode ?? throw Expected(node, path, "a group of settings"), type, current, path);
        if (ListItem(type) is { } item) return List(node as SequenceNode ?? throw Expected(node, path, "a list"), item, asPath, path);
        if (DictionaryValue(type) is { } value)
            return Dictionary(node as MappingNode ?? throw Expected(node, path, "a group of names with values"), value, asPath, path);
        var scalar = node as ScalarNode ?? throw Expected(node, path, "one value");
        var read = ScalarReader.Read(scalar, type, path);
        return asPath is not null && read is string { Length: > 0 } text ? PathExpansion.Expand(text, scalar.Place, asPath) : read;
    }

    private static object? Word(ScalarNode node, IReadOnlyList<(string Word, object? Value)> words, string path)
    {
        foreach (var (word, value) in words)
            if (word == node.Text) return value;
        var guess = NearestName.Find(node.Text, [.. words.Select(w => w.Word)]) is { } near ? $" Did you mean {near}?" : "";
        throw node.Place.Error($"'{path}' is '{node.Text}'; it must be one of: {string.Join(", ", words.Select(w => w.Word))}; or a group of settings.{guess}");
    }

    private Array List(SequenceNode sequence, Type item, PathSettingAttribute? asPath, string path)
    {
        var list = Array.CreateInstance(item, sequence.Items.Count);
        for (var i = 0; i < list.Length; i++) list.SetValue(Value(Present(sequence.Items[i], $"{path}[{i}]"), item, asPath, null, $"{path}[{i}]"), i);
        return list;
    }

    private object Dictionary(MappingNode mapping, Type value, PathSettingAttribute? asPath, string path)
    {
        var dictionary = (IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(typeof(string), value))!;
        foreach (var entry in mapping.Entries.Where(e => e.Value is not RemovedNode))
        {
            var place = Join(path, entry.Key);
            dictionary[entry.Key] = Value(Present(entry.Value, place), value, asPath, null, place);
        }
        return dictionary;
    }

    private static SettingsNode Present(SettingsNode node, string path) =>
        node is ScalarNode { IsNull: true } ? throw node.Place.Error($"'{path}' has no value; it needs one.") : node;

    /// <returns>The type of a list's elements; null for what is no list.</returns>
    public static Type? ListItem(Type type) =>
        type.IsArray ? type.GetElementType()
        : type.IsGenericType && type.GetGenericTypeDefinition() is { } open
            && (open == typeof(IReadOnlyList<>) || open == typeof(IReadOnlyCollection<>) || open == typeof(IEnumerable<>))
            ? type.GetGenericArguments()[0]
            : null;

    private static Type? DictionaryValue(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>) && type.GetGenericArguments()[0] == typeof(string)
            ? type.GetGenericArguments()[1]
            : null;

    private SettingsException Unknown(MappingEntry entry, SettingsShape shape, string path)
    {
        var full = Join(path, entry.Key);
        if (entry.Key == SettingsFile.Extends)
            return entry.Place.Error($"'{full}' is no known setting here: '{SettingsFile.Extends}' stands at the top of a settings file, and names another.");
        string[] ofFiles = path.Length == 0 && !entry.Place.IsOption ? [SettingsFile.Extends] : [];
        if (NearestName.Find(entry.Key, [.. shape.Keys.Select(k => k.Name), .. ofFiles]) is { } near)
            return entry.Place.Error($"'{full}' is no known setting. Did you mean '{Join(path, near)}'?");
        if (PathsOf(root, "", depth: 0).FirstOrDefault(p => p.EndsWith("." + entry.Key, StringComparison.Ordinal)) is { } elsewhere)
            return entry.Place.Error($"'{full}' is no known setting here. Did you mean '{elsewhere}'?");
        return entry.Place.Error($"'{full}' is no known setting. Known here: {string.Join(", ", shape.Keys.Select(k => k.Name))}.");
    }

    private static IEnumerable<string> PathsOf(Type type, string path, int depth) => depth > 8 ? [] : SettingsShape.Of(type).Keys
        .SelectMany(k => PathsOf(k, Join(path, k.Name), depth + 1));

    private static IEnumerable<string> PathsOf(SettingsKey key, string path, int depth) =>
        SettingsShape.IsRecord(key.Type) ? PathsOf(key.Type, path, depth).Prepend(path) : [path];

    private static SettingsException Expected(SettingsNode node, string path, string wanted)
    {
        var found = node switch
        {
            ScalarNode scalar => $"'{scalar.Text}'",
            SequenceNode => "a list",
            _ => "a group of settings",
        };
        return node.Place.Error($"'{path}' is {found}; it must be {wanted}.");
    }
}
