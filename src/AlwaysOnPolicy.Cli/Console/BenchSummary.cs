using AlwaysOnPolicy.Experiments.Bench;
using Spectre.Console;

namespace AlwaysOnPolicy.Cli.Console;

/// <summary>A finished bench's tables.</summary>
internal static class BenchSummary
{
    public static void Print(BenchReport report, string page)
    {
        foreach (var text in BenchTables.Of(report))
        {
            var table = new Table().Title(Markup.Escape(text.Title)).Border(TableBorder.Rounded);
            for (var i = 0; i < text.Columns.Count; i++)
            {
                var column = new TableColumn(Markup.Escape(text.Columns[i]));
                table.AddColumn(i < text.Left ? column : column.RightAligned());
            }
            foreach (var row in text.Rows) table.AddRow([.. row.Select(Markup.Escape)]);
            AnsiConsole.WriteLine();
            AnsiConsole.Write(table);
        }
        System.Console.WriteLine();
        foreach (var sentence in BenchTables.Sentences(report)) System.Console.WriteLine(sentence);
        System.Console.WriteLine($"\nReport: {page}");   // not by the console that wraps: a path must stay whole
    }
}
