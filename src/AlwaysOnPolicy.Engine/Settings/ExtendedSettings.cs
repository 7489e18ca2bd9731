using System.Text;

namespace AlwaysOnPolicy.Engine.Settings;

/// <summary>Reads a settings file together with the one that it extends, and lays it over that: groups key by key, lists and values as a whole; null takes
/// away what the other says. Each value keeps its place, and a relative path counts from the file that has it.</summary>
internal static class ExtendedSettings
{
    private const string Key = SettingsFile.Extends;
    private static readonly UTF8Encoding s_strict = new(false, throwOnInvalidBytes: true);

    /// <exception cref="SettingsException">A file is missing or not YAML, or they extend each other.</exception>
    public static MappingNode Load(string path) => Extended(Parsed(ReadText(path), path, FolderOf(path)), [Path.GetFullPath(path)]);

    /// <exception cref="SettingsException">As for <see cref="Load"/>.</exception>
    public static MappingNode Parse(string yaml, string source, string folder) => Extended(Parsed(yaml, source, folder), []);

    /// <summary>One file by itself: "extends" is a key as others are.</summary>
    /// <exception cref="SettingsException">The text is not YAML, or no group of settings.</exception>
    public static MappingNode Parsed(string yaml, string source, string folder) => YamlTree.Read(yaml, source, folder) switch
    {
        null or ScalarNode { IsNull: true } => new MappingNode(new SettingsPlace(source, folder, 1, 1), []),
        MappingNode mapping => mapping,
        var other => throw other.Place.Error("settings are lines of the form 'key: value'."),
    };

    /// <param name="chain">Full paths of the files that extend this one, and its own.</param>
    private static MappingNode Extended(MappingNode own, IReadOnlyList<string> chain)
    {
        if (own.Find(Key) is not { } entry) return own;
        var rest = own with { Entries = [.. own.Entries.Where(e => e.Key != Key)] };
        if (entry.Value is not ScalarNode { IsNull: false } named)
            throw entry.Value.Place.Error($"'{Key}' names one settings file, over which this one is laid.");
        var path = PathExpansion.Expand(named.Text, named.Place, new PathSettingAttribute());
        if (chain.Contains(path)) throw named.Place.Error($"'{named.Text}' is extended by itself: {string.Join(" → ", [.. chain, path])}.");
        if (!File.Exists(path)) throw named.Place.Error($"'{Key}' names '{path}', which is no file. A relative path counts from the file that has it.");
        return Over(Extended(Parsed(ReadText(path), path, FolderOf(path)), [.. chain, path]), rest);
    }

    private static MappingNode Over(MappingNode below, MappingNode above) => above with
    {
        Entries =
        [
            .. below.Entries.Select(e => above.Find(e.Key) is { } over ? over with { Value = Over(e.Value, over.Value) } : e),
            .. above.Entries.Where(e => below.Find(e.Key) is null),
        ],
    };

    private static SettingsNode Over(SettingsNode below, SettingsNode above) => (below, above) switch
    {
        (MappingNode group, MappingNode over) => Over(group, over),
        (_, ScalarNode { IsNull: true }) => new RemovedNode(above.Place),
        _ => above,
    };

    private static string FolderOf(string path) => Path.GetDirectoryName(Path.GetFullPath(path))!;

    /// <exception cref="SettingsException">The file cannot be read.</exception>
    public static string ReadText(string path)
    {
        try
        {
            return File.ReadAllText(path, s_strict);
        }
        catch (DecoderFallbackException e)
        {
            throw new SettingsException($"The settings file '{path}' is not UTF-8 (byte {e.BytesUnknown?[0]:X2}): save it as UTF-8.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException($"The settings file '{path}' cannot be read: {e.Message}", e);
        }
    }
}
