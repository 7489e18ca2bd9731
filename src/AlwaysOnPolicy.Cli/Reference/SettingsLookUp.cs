using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Engine.Settings.Reference;

namespace AlwaysOnPolicy.Cli.Reference;

/// <summary>What the console says of settings.</summary>
internal static class SettingsLookUp
{
    private static readonly string[] s_extends =
    [
        SettingsFile.Extends,
        "  read by  every command, at the top of a settings file",
        "  value    a settings file",
        "  meaning  Lays this file over that one: groups key by key, lists and values as a whole; null takes away what the other says, and each",
        "           relative path counts from the file that has it.",
        "",
    ];

    /// <returns>For each command the keys at the top, a line each.</returns>
    public static IEnumerable<string> Overview()
    {
        foreach (var book in SettingsBook.All)
        {
            yield return $"{book.Title}: {book.Readers}";
            foreach (var entry in book.Entries.Where(e => !e.Path.Contains('.')))
                yield return $"  {entry.Path,-18}{FirstSentence(entry.Meaning)}";
            yield return "";
        }
        yield return "'aop settings KEY' says more of a key or of all keys of a group, such as ppo.batch_size or ppo; all of them: docs/settings.md.";
    }

    /// <param name="key">A setting, a group, or the end of a setting's dotted name.</param>
    /// <exception cref="SettingsException">No setting has the name; the nearest that has is said.</exception>
    public static IEnumerable<string> Of(string key)
    {
        if (key == SettingsFile.Extends) return s_extends;
        var found = SettingsBook.All.SelectMany(b => Matching(b, key).Select(e => (Book: b, Entry: e))).ToArray();
        if (found.Length == 0) throw Unknown(key);
        return found.GroupBy(f => f.Entry with { Group = null, Path = found.Any(o => o.Entry.Path == key) ? f.Entry.Path : key })
            .SelectMany(same => Lines([.. same.Select(s => s.Entry.Path).Distinct()], same.First().Entry, [.. same.Select(s => s.Book).Distinct()]));
    }

    private static IEnumerable<SettingEntry> Matching(SettingsBook book, string key) => book.Entries.Any(e => e.Path == key)
        ? book.Entries.Where(e => e.IsIn(key))
        : book.Entries.Where(e => e.Path.EndsWith($".{key}", StringComparison.Ordinal) || book.Options?.GetValueOrDefault(e.Path) == key);

    private static IEnumerable<string> Lines(IReadOnlyList<string> paths, SettingEntry entry, IReadOnlyList<SettingsBook> books) =>
    [
        .. paths,
        $"  read by  {string.Join(", ", books.Select(b => b.Options?.GetValueOrDefault(entry.Path) is { } option ? $"{b.Readers} ({option})" : b.Readers))}",
        $"  value    {entry.Kind}{(entry.Unit.Length > 0 ? $" ({entry.Unit})" : "")}",
        .. entry.Default.Length > 0 ? [$"  default  {entry.Default}"] : Array.Empty<string>(),
        .. entry.Meaning.Length > 0 ? [$"  meaning  {entry.Meaning}"] : Array.Empty<string>(),
        "",
    ];

    private static SettingsException Unknown(string key)
    {
        string[] known = [.. SettingsBook.All.SelectMany(b => b.Entries).Select(e => e.Path).Distinct()];
        var near = NearestName.Find(key, known) ?? (NearestName.Find(key, [.. known.Select(LastName).Distinct()]) is { } last
            ? known.First(k => LastName(k) == last) : null);
        return new($"'{key}' is no known setting." + (near is null ? " 'aop settings' lists them." : $" Did you mean '{near}'?"));
    }

    private static string LastName(string path) => path[(path.LastIndexOf('.') + 1)..];

    private static string FirstSentence(string text) => text.IndexOf(". ", StringComparison.Ordinal) is var end and > 0 ? text[..(end + 1)] : text;
}
