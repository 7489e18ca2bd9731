using System.Collections;
using System.Reflection;

namespace AlwaysOnPolicy.Engine.Settings.Reference;

/// <summary>Every setting of a record and of the records in it, with what its attributes and documentation comments say.</summary>
public sealed class SettingsReference
{
    private const string None = "null";
    private static readonly string[] s_units = ["tokens", "seconds", "steps", "words"];
    private readonly XmlDocs _docs = new();

    private SettingsReference() { }

    /// <summary>Every setting that a record can hold.</summary>
    /// <param name="root">The record that a whole file, or a command's options, are read into.</param>
    /// <returns>In the order of the records, a group before what is in it.</returns>
    /// <exception cref="SettingsException">The XML files with the documentation are not beside the tool.</exception>
    public static IReadOnlyList<SettingEntry> Of(Type root) => [.. new SettingsReference().Record(root, SettingsShape.Of(root).TryCreateDefault(), "")];

    private IEnumerable<SettingEntry> Record(Type type, object? defaults, string path)
    {
        var shape = SettingsShape.Of(type);
        defaults ??= shape.TryCreateDefault();
        return shape.Keys.SelectMany(k => Setting(k, defaults is null ? Optional(k) : k.Property.GetValue(defaults), SettingsBinder.Join(path, k.Name)));
    }

    private IEnumerable<SettingEntry> Setting(SettingsKey key, object? value, string path)
    {
        var type = Nullable.GetUnderlyingType(key.Type) ?? key.Type;
        var item = SettingsBinder.ListItem(type);
        var group = SettingsShape.IsRecord(type) ? type : item is not null && SettingsShape.IsRecord(item) ? item : null;
        yield return new(path, Kind(key, type, item), key.IsRequired ? "required" : Shown(value, type), item is null ? Unit(key, type) : "",
            Meaning(key, type, group))
        { Group = group };
        if (group is null) yield break;
        foreach (var inner in Record(group, item is null ? value : null, item is null ? path : $"{path}[]")) yield return inner;
    }

    /// <summary>Of a record that cannot be made without values, only its parameters say their defaults.</summary>
    private static object? Optional(SettingsKey key) => key.Parameter is { HasDefaultValue: true } parameter ? parameter.DefaultValue : null;

    private static string Items(SettingsKey key, Type item) =>
        SettingsShape.IsRecord(item) ? "groups" : item != typeof(string) ? "whole numbers" : key.Path is null ? "texts" : "paths";

    private static string Kind(SettingsKey key, Type type, Type? item)
    {
        if (item is not null) return $"a list of {Items(key, item)}{Words(item)}";
        if (SettingsShape.IsRecord(type)) return $"a group{Words(type)}";
        if (type == typeof(string)) return key.Path switch { null => "text", { AllowsHubId: true } => "a folder, or owner/name", _ => "a path" };
        if (type == typeof(bool)) return "true or false";
        if (type.IsEnum) return $"one of: {string.Join(", ", Enum.GetNames(type).Select(n => SettingsKey.WordOf(type, n)))}";
        var number = type == typeof(double) || type == typeof(decimal) ? "a number" : "a whole number";
        return SettingsChecks.RangeOf(key) is { } range ? $"{number} {range}" : number;
    }

    private static string Words(Type type) => SettingsShape.IsRecord(type) && SettingsShape.Of(type).Words() is { Count: > 0 } words
        ? $", or the word {string.Join(", ", words.Select(w => w.Word))}" : "";

    private string Meaning(SettingsKey key, Type type, Type? group)
    {
        var meaning = _docs.Meaning(key);
        if (meaning.Length == 0 && group is not null) meaning = _docs.Meaning(group);
        var members = type.IsEnum ? type.GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(f => (Name: SettingsKey.WordOf(type, f.Name), Meaning: _docs.Meaning(f))).Where(m => m.Meaning.Length > 0) : [];
        return string.Join(" ", [.. meaning.Length > 0 ? [meaning] : Array.Empty<string>(), .. members.Select(m => $"`{m.Name}`: {m.Meaning}")]);
    }

    private string Unit(SettingsKey key, Type type) =>
        _docs.Unit(key) is { Length: > 0 } said ? said : type == typeof(string) || type == typeof(bool)
            ? "" : s_units.FirstOrDefault(u => key.Name == u || key.Name.EndsWith($"_{u}", StringComparison.Ordinal)) ?? "";

    private static string Shown(object? value, Type type) => value switch
    {
        null => None,
        "" => "\"\"",
        not string when SettingsShape.IsRecord(type) => "",
        IList { Count: 0 } => "[]",
        IList list => string.Join(", ", list.Cast<object>().Select(Element)),
        _ => Written(value),
    };

    private static string Element(object value) => SettingsShape.IsRecord(value.GetType())
        ? SettingsShape.Of(value.GetType()).Words().FirstOrDefault(w => value.Equals(w.Value)).Word ?? "a group"
        : Written(value);

    private static string Written(object value) => SettingsWriter.Write(value).Split('\n')[0].Replace("--- ", "", StringComparison.Ordinal);
}
