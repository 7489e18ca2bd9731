using AlwaysOnPolicy.Evaluation.Agreement;
using AlwaysOnPolicy.Reports.Text;
using Spectre.Console;

namespace AlwaysOnPolicy.Cli.Console;

/// <summary>A human evaluation's tables. An interval stands with its figure, so that a table fits a terminal.</summary>
internal static class HumanSummary
{
    private const string IntervalColumn = "95 % interval";

    public static void Print(HumanComparison human)
    {
        AnsiConsole.WriteLine();
        foreach (var table in HumanTable.Of(human)) Print(table);
        AnsiConsole.WriteLine();
    }

    private static void Print(HumanTable table)
    {
        var printed = new Table().Title(Markup.Escape(table.Title)).Border(TableBorder.Rounded);
        int[] shown = [.. Enumerable.Range(0, table.Columns.Count).Where(c => table.Columns[c] != IntervalColumn)];
        foreach (var column in shown)
        {
            var made = new TableColumn(Markup.Escape(table.Columns[column]));
            printed.AddColumn(column == 0 ? made : made.RightAligned());
        }
        foreach (var row in table.Rows)
            printed.AddRow([.. shown.Select(c => Markup.Escape(c + 1 < row.Count && table.Columns[c + 1] == IntervalColumn && row[c + 1] != "–"
                ? $"{row[c]} [{row[c + 1]}]" : row[c]))]);
        AnsiConsole.Write(printed);
    }
}
