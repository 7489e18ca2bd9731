using System.Text.RegularExpressions;

namespace AlwaysOnPolicy.Engine.Settings;

/// <summary>Says settings as a settings file does: "PpoOptions.ScoreScaling = true", as a library names it, becomes "ppo.score_scaling: true".</summary>
public sealed partial class SettingsNames
{
    private readonly Dictionary<string, (string Path, SettingsShape Shape)> _records = new(StringComparer.Ordinal);

    /// <summary>The names of all settings of a record.</summary>
    /// <param name="root">The record that the whole file is read into. Of records of one type that stand in it twice, the outermost counts.</param>
    public SettingsNames(Type root)
    {
        (string Path, Type Type)[] level = [("", root)];
        while (level.Length > 0)
        {
            var added = level.Where(l => _records.TryAdd(l.Type.Name, (l.Path, SettingsShape.Of(l.Type)))).ToArray();
            level = [.. added.SelectMany(l => _records[l.Type.Name].Shape.Keys.Where(k => SettingsShape.IsRecord(k.Type))
                .Select(k => (SettingsBinder.Join(l.Path, k.Name), k.Type)))];
        }
    }

    /// <summary>What names no setting of the file stays as it is.</summary>
    public string InYaml(string text) => Named().Replace(text, m =>
    {
        if (!_records.TryGetValue(m.Groups["record"].Value, out var record)) return m.Value;
        if (record.Shape.Keys.FirstOrDefault(k => k.Property.Name == m.Groups["property"].Value) is not { } key) return m.Value;
        var value = m.Groups["value"] is { Success: true } v ? $": {(key.Type.IsEnum ? SettingsKey.WordOf(key.Type, v.Value) : v.Value)}" : "";
        return SettingsBinder.Join(record.Path, key.Name) + value;
    });

    [GeneratedRegex(@"\b(?<record>[A-Z]\w*)\.(?<property>[A-Z]\w*)(?: = (?<value>\w+(?:\.\d+)?))?")]
    private static partial Regex Named();
}
