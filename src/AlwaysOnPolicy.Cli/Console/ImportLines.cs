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
            .. rows.Select(r => new[] { r.Trl, r.TrlValue + (r.IsDefault && r.Trl.Length > 0 ? " (default)" : ""), r.Ours ?? "–", r.Value ?? "", r.Note }),
        ];
        var widths = Enumerable.Range(0, 4).Select(c => Math.Min(Most, cells.Max(r => r[c].Length))).ToArray();
        foreach (var row in cells) writer.WriteLine(string.Join("  ", row.Select((cell, c) => c < 4 ? cell.PadRight(widths[c]) : cell)).TrimEnd());
        var left = rows.Where(r => r.Ours is null).Select(r => r.Trl).ToArray();
        if (left.Length > 0) writer.WriteLine($"\nNot carried: {string.Join(", ", left)}.");
        writer.WriteLine();
    }
}
