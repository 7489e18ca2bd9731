using AlwaysOnPolicy.Experiments.Importing;

namespace AlwaysOnPolicy.Cli.Console;

/// <summary>Another tool's settings beside ours.</summary>
internal static class ImportLines
{
    private const int Most = 44;

    public static void Print(IReadOnlyList<TrlRow> rows, TextWriter writer)
    {
        string[][] cells =
        [
            ["TRL", "value", "here", "value", ""],
            .. rows.Select(Cells),
        ];
        var widths = Enumerable.Range(0, 4).Select(c => Math.Min(Most, cells.Max(r => r[c].Length))).ToArray();
        foreach (var row in cells) writer.WriteLine(string.Join("  ", row.Select((cell, c) => c < 4 ? cell.PadRight(widths[c]) : cell)).TrimEnd());
        var left = rows.Where(r => r.Ours is null).Select(r => Short(r.Trl)).ToArray();
        if (left.Length > 0) writer.WriteLine($"\nNot carried: {string.Join(", ", left)}.");
        writer.WriteLine();
    }

    private static string[] Cells(TrlRow row) =>
        [Short(row.Trl), Short(row.TrlValue) + (row is { IsDefault: true, Trl.Length: > 0 } ? " (default)" : ""), row.Ours ?? "–",
            Line(row.Value ?? ""), Line(row.Note)];

    /// <summary>The file is another's: a text may have lines and characters that would steer the terminal.</summary>
    private static string Line(string text) => AuthorCallLines.OneLine(text);

    private static string Short(string text) => Line(text.Length > Most ? $"{text[..(Most - 1)]}…" : text);
}
