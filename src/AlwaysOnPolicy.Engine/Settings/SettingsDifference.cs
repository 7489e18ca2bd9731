namespace AlwaysOnPolicy.Engine.Settings;

/// <summary>In what two settings differ, key by key.</summary>
public static class SettingsDifference
{
    private const string NotSet = "not set";
    private const int Longest = 60;

    /// <summary>The keys in which any of several settings differ, each with its value in all of them.</summary>
    /// <param name="yaml">As <see cref="SettingsFile.ToYaml{T}"/> writes it.</param>
    public static IReadOnlyList<(string Key, IReadOnlyList<string> Values)> Among(IReadOnlyList<string> yaml)
    {
        IReadOnlyDictionary<string, string>[] all = [.. yaml.Select(y => Leaves(y, Longest))];
        return [.. all.SelectMany(s => s.Keys).Distinct()
            .Select(k => (k, (IReadOnlyList<string>)[.. all.Select(s => s.GetValueOrDefault(k) ?? NotSet)])).Where(p => p.Item2.Distinct().Count() > 1)];
    }

    /// <summary>The settings in which two texts differ.</summary>
    /// <param name="there">YAML as <see cref="SettingsFile.ToYaml{T}"/> writes it; what cannot be read differs in nothing that could be named.</param>
    /// <returns>"steps is 50 there, and 70 here", in the order of the keys.</returns>
    public static IReadOnlyList<string> Between(string there, string here)
    {
        var (old, now) = (Leaves(there, Longest), Leaves(here, Longest));
        return [.. old.Keys.Union(now.Keys).Where(k => old.GetValueOrDefault(k) != now.GetValueOrDefault(k))
            .Select(k => $"{k} is {old.GetValueOrDefault(k) ?? NotSet} there, and {now.GetValueOrDefault(k) ?? NotSet} here")];
    }

    /// <summary>Every setting of a text by its key, "loop.arms[0].name"; of what cannot be read none.</summary>
    /// <param name="yaml">As <see cref="SettingsFile.ToYaml{T}"/> writes it.</param>
    /// <param name="longest">Longer values are cut.</param>
    public static IReadOnlyDictionary<string, string> Leaves(string yaml, int longest)
    {
        var leaves = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            if (YamlTree.Read(yaml, "settings", "") is { } root) Add(root, "");
        }
        catch (SettingsException)
        {
            leaves.Clear();
        }
        return leaves;

        void Add(SettingsNode node, string path)
        {
            switch (node)
            {
                case MappingNode mapping:
                    foreach (var entry in mapping.Entries) Add(entry.Value, path.Length == 0 ? entry.Key : $"{path}.{entry.Key}");
                    break;
                case SequenceNode sequence:
                    for (var i = 0; i < sequence.Items.Count; i++) Add(sequence.Items[i], $"{path}[{i}]");
                    break;
                case ScalarNode scalar:
                    leaves[path] = scalar.IsNull ? NotSet : scalar.Text.Length > longest ? scalar.Text[..longest] + "…" : scalar.Text;
                    break;
            }
        }
    }
}
