using System.Text;

namespace AlwaysOnPolicy.Reports.Text;

/// <summary>Tables and escaped text in Markdown.</summary>
public static class MarkdownText
{
    /// <summary>A table in Markdown.</summary>
    /// <param name="left">So many columns of text; the rest are numbers, to the right.</param>
    public static string Table(IReadOnlyList<string> columns, int left, IEnumerable<IReadOnlyList<string>> rows)
    {
        var table = new StringBuilder($"| {string.Join(" | ", columns.Select(Cell))} |\n")
            .Append($"|{string.Concat(columns.Select((_, i) => i < left ? "---|" : "---:|"))}\n");
        foreach (var row in rows) table.Append($"| {string.Join(" | ", row.Select(Cell))} |\n");
        return table.ToString();
    }

    /// <summary>Text that stays on its line or in its cell and is no markup.</summary>
    public static string Cell(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var c in VisibleText.Of(text.ReplaceLineEndings(" ")))
            escaped.Append(c switch
            {
                '<' => "&lt;",
                '>' => "&gt;",
                '&' => "&amp;",
                '|' or '`' or '*' or '_' or '[' or ']' or '\\' or '!' or '#' => "\\" + c,
                '\t' => " ",
                _ => c.ToString()
            });
        return escaped.ToString();
    }
}
