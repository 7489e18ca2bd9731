using System.Text;
using AlwaysOnPolicy.Engine.Settings.Reference;

namespace AlwaysOnPolicy.Cli.Reference;

/// <summary>docs/settings.md: every setting of every command.</summary>
internal static class SettingsMarkdown
{
    private const string Head =
        """
        # Settings

        Made by `aop settings --markdown` from the settings records and their documentation; `aop settings KEY` says one of them on the console. A key that
        is not written has its default. "[]" stands for any element of a list. "required" is a key that its group must have where the group is written.

        A file that begins with `extends: other.yaml` is laid over another: groups key by key, lists and values as a whole; null takes away what the other says, and each
        relative path counts from the file that has it.
        """;

    public static string Write()
    {
        var page = new StringBuilder(Head.ReplaceLineEndings("\n")).Append('\n');
        foreach (var book in SettingsBook.All) Chapter(page, book);
        return page.ToString();
    }

    private static void Chapter(StringBuilder page, SettingsBook book)
    {
        page.Append($"\n## {book.Title}\n\nRead by {string.Join(" and ", book.Readers.Split(", ").Select(r => $"`{r}`"))}. {book.Introduction}\n");
        var groups = new Dictionary<Type, SettingEntry>();
        string? folded = null;
        string? table = null;
        foreach (var entry in book.Entries.OrderBy(e => Top(e, book).Length > 0))   // what stands outside of groups first
        {
            if (folded is not null && entry.IsIn(folded)) continue;
            folded = null;
            var first = entry.Group is { } group && !groups.TryAdd(group, entry) ? groups[group] : null;
            if (first is not null) folded = entry.Path;
            if (Top(entry, book) is var top && top != table) Table(page, table = top, book);
            Row(page, entry, first, book);
        }
    }

    /// <summary>The group at the top that the entry is in; "" for the settings outside of groups.</summary>
    private static string Top(SettingEntry entry, SettingsBook book)
    {
        var name = entry.Path.Split('.')[0].Replace("[]", "", StringComparison.Ordinal);
        return book.Entries.Any(e => e.Path == name && e.Group is not null) ? name : "";
    }

    private static void Table(StringBuilder page, string group, SettingsBook book)
    {
        if (group.Length > 0) page.Append($"\n### {group}\n");
        var option = book.Options is null ? ("", "") : (" option |", "---|");
        page.Append($"\n| key |{option.Item1} value | default | unit | meaning |\n|---|{option.Item2}---|---|---|---|\n");
    }

    private static void Row(StringBuilder page, SettingEntry entry, SettingEntry? first, SettingsBook book)
    {
        var option = book.Options is null ? "" : $" {(book.Options.TryGetValue(entry.Path, out var name) ? $"`{name}`" : "")} |";
        var meaning = first is null ? entry.Meaning : $"{entry.Meaning} Its keys are those of `{first.Path}`.".Trim();
        page.Append($"| `{entry.Path}` |{option} {Cell(entry.Kind)} | {Cell(entry.Default)} | {Cell(entry.Unit)} | {Cell(meaning)} |\n");
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
