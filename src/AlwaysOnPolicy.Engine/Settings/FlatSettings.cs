namespace AlwaysOnPolicy.Engine.Settings;

/// <summary>Reads another tool's settings, in YAML or JSON, key by key and without knowing them.</summary>
public static class FlatSettings
{
    /// <summary>All values of a file, in its order.</summary>
    /// <exception cref="SettingsException">The file is missing, is neither YAML nor JSON, or is no group of settings.</exception>
    public static IReadOnlyList<FlatSetting> Read(string path)
    {
        if (Directory.Exists(path)) throw new SettingsException($"'{path}' is a folder: name the file with the settings in it.");
        var root = ExtendedSettings.Parsed(ExtendedSettings.ReadText(path), path, "");
        return [.. Flat(root, "")];
    }

    private static IEnumerable<FlatSetting> Flat(MappingNode group, string path) => group.Entries.SelectMany(e => e.Value switch
    {
        MappingNode { Entries.Count: > 0 } inner => Flat(inner, $"{path}{e.Key}/"),
        ScalarNode { IsNull: true } => [new FlatSetting(path + e.Key, null, false, $"{e.Value.Place}")],
        ScalarNode scalar => [new FlatSetting(path + e.Key, scalar.Text, scalar.IsPlain, $"{e.Value.Place}")],
        SequenceNode list => [new FlatSetting(path + e.Key, $"a list of {list.Items.Count}", false, $"{e.Value.Place}")],
        _ => [new FlatSetting(path + e.Key, "{}", false, $"{e.Value.Place}")],
    });
}
