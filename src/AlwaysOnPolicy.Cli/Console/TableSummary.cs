using AlwaysOnPolicy.Experiments.RewardBench;
using AlwaysOnPolicy.Reports.Text;
using Spectre.Console;

namespace AlwaysOnPolicy.Cli.Console;

/// <summary>The tables and sentences of a finished bench or judging.</summary>
internal static class TableSummary
{
    public static void Print(BenchReport report, string page) => Print(BenchTables.Of(report), BenchTables.Sentences(report), page);

    public static void Print(IReadOnlyList<TextTable> tables, IReadOnlyList<string> sentences, string page)
    {
        foreach (var table in tables) Print(AnsiConsole.Console, table);
        System.Console.WriteLine();
        foreach (var sentence in sentences) System.Console.WriteLine(sentence);
        System.Console.WriteLine($"\nReport: {page}");   // not by the console that wraps: a path must stay whole
    }

    /// <summary>One table; one that is wider than the console in parts, each with the columns that name the row.</summary>
    internal static void Print(IAnsiConsole console, TextTable text)
    {
        var parts = Parts(text, console.Profile.Width);
        console.WriteLine();
        for (var i = 0; i < parts.Count; i++)
        {
            var table = new Table().Title(Markup.Escape(text.Title + (parts.Count > 1 ? $" ({i + 1} of {parts.Count})" : ""))).Border(TableBorder.Rounded);
            foreach (var c in parts[i])
            {
                var column = new TableColumn(Markup.Escape(text.Columns[c]));
                table.AddColumn(c < text.Left ? column : column.RightAligned().NoWrap());
            }
            foreach (var row in text.Rows) table.AddRow([.. parts[i].Select(c => Markup.Escape(row[c]))]);
            console.Write(table);
        }
        console.MarkupLineInterpolated($"[grey]{text.Caption}[/]");
    }

    /// <summary>The columns of each part: as few parts as will do, of about the same number of columns.</summary>
    internal static IReadOnlyList<IReadOnlyList<int>> Parts(TextTable text, int width)
    {
        int Width(IEnumerable<int> columns) => 1 + columns.Sum(c => 3 + text.Rows.Select(r => r[c].Length).Append(text.Columns[c].Length).Max());
        int[] named = [.. Enumerable.Range(0, text.Repeated)], rest = [.. Enumerable.Range(text.Repeated, text.Columns.Count - text.Repeated)];
        for (var count = 1; count < rest.Length; count++)
        {
            int[][] parts = [.. Enumerable.Range(0, count).Select(p => (int[])[.. named, .. rest[(rest.Length * p / count)..(rest.Length * (p + 1) / count)]])];
            if (parts.All(p => Width(p) <= width)) return parts;
        }
        return [.. rest.Select(c => (int[])[.. named, c])];
    }
}
