namespace AlwaysOnPolicy.Engine.Settings;

/// <summary>In what two settings differ, key by key.</summary>
internal static class SettingsDifference
{
    /// <param name="there">YAML as <see cref="SettingsFile.ToYaml{T}"/> writes it; what cannot be read differs in nothing that could be named.</param>
    /// <returns>"steps is 50 there, and 70 here", in the order of the keys.</returns>
    public static IReadOnlyList<string> Between(string there, string here)
    {
        var (old, now) = (Leaves(there), Leaves(here));
        return [.. old.Keys.Union(now.Keys).Where(k => old.GetValueOrDefault(k) != now.GetValueOrDefault(k))
            .Select(k => $"{k} is {old.GetValueOrDefault(k) ?? "not set"} there, and {now.GetValueOrDefault(k) ?? "not set"} here")];
    }

    private static Dictionary<string, string> Leaves(string yaml)
    {
        var leaves = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            if (YamlTree.Read(yaml, "settings") is { } root) Add(root, "");
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
                    leaves[path] = scalar.IsNull ? "not set" : scalar.Text.Length > 60 ? scalar.Text[..60] + "…" : scalar.Text;
                    break;
            }
        }
    }
}
