namespace AlwaysOnPolicy.Engine.Settings.Reference;

/// <summary>One setting, as a reader of settings files wants to know it.</summary>
/// <param name="Path">Its dotted name; "[]" stands for any element of a list.</param>
/// <param name="Kind">What may be written: "a number from 0 to 1", "one of: best, last".</param>
/// <param name="Default">As a settings file would say it; "required" where there is none.</param>
/// <param name="Unit">What the value counts; "" for what counts nothing.</param>
/// <param name="Meaning">As Markdown, from the record's own documentation.</param>
public sealed record SettingEntry(string Path, string Kind, string Default, string Unit, string Meaning)
{
    /// <summary>The record that a group, or each element of a list of groups, is made of; null for one value.</summary>
    public Type? Group { get; init; }

    /// <summary>Whether this stands inside of a group, or is it.</summary>
    public bool IsIn(string group) => Path == group || Path.StartsWith($"{group}.", StringComparison.Ordinal)
        || Path.StartsWith($"{group}[]", StringComparison.Ordinal);
}
