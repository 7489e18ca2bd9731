namespace AlwaysOnPolicy.Engine.Settings;

/// <summary>Lays "--set a.b=c" over the settings of a file.</summary>
internal static class SettingsOverrides
{
    public static MappingNode Apply(MappingNode root, IEnumerable<string> overrides) => overrides.Aggregate(root, Apply);

    private static MappingNode Apply(MappingNode root, string option)
    {
        var place = new SettingsPlace(option, Environment.CurrentDirectory, 0, 0);
        var equals = option.IndexOf('=');
        var path = equals < 0 ? [] : option[..equals].Split('.', StringSplitOptions.TrimEntries);
        if (path.Length == 0 || path.Contains(""))
            throw place.Error("this is not of the form key=value, with dots between nested keys, such as ppo.batch_size=8.");
        return Set(root, path, new OptionValue(place, option[(equals + 1)..]).Node);
    }

    private static MappingNode Set(MappingNode mapping, ReadOnlySpan<string> path, SettingsNode value)
    {
        var key = path[0];
        var old = mapping.Find(key)?.Value is OptionNode option ? option.Parsed : mapping.Find(key)?.Value;
        var set = path.Length == 1 ? value : Set(old as MappingNode ?? new MappingNode(value.Place, []), path[1..], value);
        var entry = new MappingEntry(key, value.Place, set);
        return mapping with { Entries = [.. mapping.Entries.Where(e => e.Key != key), entry] };
    }

    private sealed record OptionValue(SettingsPlace Place, string Text)
    {
        /// <summary>The text as YAML, save that "#" begins no comment; as it stands where it is no YAML, so that a template such as "{question} go" needs no
        /// quotes.</summary>
        public SettingsNode Node
        {
            get
            {
                try
                {
                    return YamlTree.ReadOption(Text, Place) switch
                    {
                        ScalarNode { IsPlain: false } quoted => quoted,
                        null or ScalarNode => new ScalarNode(Place, Text.Trim(), IsPlain: true),
                        var other => new OptionNode(Place, Text, other),
                    };
                }
                catch (SettingsException)
                {
                    return new ScalarNode(Place, Text, IsPlain: false);
                }
            }
        }
    }
}

/// <summary>A list or mapping given on the command line: it is <paramref name="Parsed"/>, or for a text setting <paramref name="Text"/> as it stands.</summary>
internal sealed record OptionNode(SettingsPlace Place, string Text, SettingsNode Parsed) : SettingsNode(Place);
