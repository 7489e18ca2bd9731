namespace AlwaysOnPolicy.Prompts.Writing;

/// <summary>Reads a list that an LLM wrote as a Markdown table: the column headed question, keyword or prompt, else the last.</summary>
internal static class ListedTable
{
    private static readonly string[] s_texts = ["question", "keyword", "prompt"], s_tags = ["domain", "subreddit", "category"];

    /// <param name="cleaned">Makes an entry of a text.</param>
    public static IReadOnlyList<ListedItem> Read(IEnumerable<string> lines, Func<string, ListedItem> cleaned)
    {
        string[][] rows = [.. lines.Select(l => l.Trim()).Where(l => l.Length > 1 && l[0] == '|')
            .Select(l => l.Trim('|').Split('|', StringSplitOptions.TrimEntries))];
        if (rows.Length < 3 || !rows[1].All(c => c.Length > 0 && c.All(x => x is '-' or ':'))) return [];
        var text = Column(rows[0], s_texts) is var named && named >= 0 ? named : rows[0].Length - 1;
        var tag = Column(rows[0], s_tags);
        return
        [
            .. rows.Skip(2).Where(r => r.Length == rows[0].Length).Select(
                r => cleaned(r[text]) is var item && tag >= 0 ? item with { Tag = r[tag] } : cleaned(r[text]))
                .Where(i => i.Text.Length > 0),
        ];
    }

    private static int Column(string[] heads, string[] names) =>
        Array.FindIndex(heads, h => names.Any(n => h.Contains(n, StringComparison.OrdinalIgnoreCase)));
}
