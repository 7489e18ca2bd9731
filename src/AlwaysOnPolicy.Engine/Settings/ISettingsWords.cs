namespace AlwaysOnPolicy.Engine.Settings;

/// <summary>A settings record that may be written as one word in place of a group.</summary>
/// <typeparam name="TSelf">The record itself.</typeparam>
public interface ISettingsWords<TSelf>
    where TSelf : class
{
    /// <summary>The words and what each stands for; null, where the setting may be absent, for a word that says so.</summary>
    static abstract IReadOnlyDictionary<string, TSelf?> Words { get; }
}
