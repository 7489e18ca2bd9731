namespace AlwaysOnPolicy.Engine.Settings;

/// <summary>Where a setting was written.</summary>
/// <param name="Source">The file, or the text of a --set option.</param>
/// <param name="Folder">Relative paths that stand there count from it.</param>
/// <param name="Line">From 1; 0 for a --set option.</param>
internal sealed record SettingsPlace(string Source, string Folder, long Line, long Column)
{
    public bool IsOption => Line == 0;

    public SettingsException Error(string message) => new($"{this}: {message}");

    public override string ToString() => IsOption ? $"--set {Source}" : $"{Source}:{Line}:{Column}";
}

/// <summary>A YAML value with its place.</summary>
internal abstract record SettingsNode(SettingsPlace Place);

/// <param name="IsPlain">Written without quotes and not as a block, so that it may stand for a number, a truth value or nothing.</param>
internal sealed record ScalarNode(SettingsPlace Place, string Text, bool IsPlain) : SettingsNode(Place)
{
    public bool IsNull => IsPlain && Text is "" or "~" or "null" or "Null" or "NULL";
}

/// <summary>Null over what an extended file says: nothing where nothing may stand, else the default.</summary>
internal sealed record RemovedNode(SettingsPlace Place) : SettingsNode(Place);

internal sealed record SequenceNode(SettingsPlace Place, IReadOnlyList<SettingsNode> Items) : SettingsNode(Place);

internal sealed record MappingNode(SettingsPlace Place, IReadOnlyList<MappingEntry> Entries) : SettingsNode(Place)
{
    public MappingEntry? Find(string key) => Entries.FirstOrDefault(e => e.Key == key);
}

internal sealed record MappingEntry(string Key, SettingsPlace Place, SettingsNode Value);
