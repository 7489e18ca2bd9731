using AlwaysOnPolicy.Evaluation.Agreement;
using AlwaysOnPolicy.Reports.Text;
using Spectre.Console;

namespace AlwaysOnPolicy.Cli.Console;

/// <summary>A human evaluation's tables, as a terminal of 80 columns holds them: Table 4 stands upright, and intervals by domain are left to the
/// report.</summary>
internal static class HumanSummary
{
    private const string IntervalColumn = "95 % interval";
    private const int Wide = 4;

    public static void Print(HumanComparison human)
    {
        AnsiConsole.WriteLine();
        foreach (var (i, table) in HumanTable.Of(human).Index()) AnsiConsole.Write(i == 0 ? Upright(table) : Made(table));
        AnsiConsole.WriteLine();
    }

    private static Table Upright(HumanTable table)
    {
        var printed = Titled(table).AddColumn("");
        foreach (var row in table.Rows) printed.AddColumn(new TableColumn(Markup.Escape(row[0])).RightAligned());
        foreach (var column in Shown(table).Skip(1))
            printed.AddRow([Markup.Escape(table.Columns[column]), .. table.Rows.Select(row => Markup.Escape(Cell(table, row, column, ranges: true)))]);
        return printed;
    }

    private static Table Made(HumanTable table)
    {
        var printed = Titled(table);
        int[] shown = [.. Shown(table)];
        var ranges = table.Columns.Count(c => c == IntervalColumn) < Wide;
        foreach (var column in shown)
        {
            var made = new TableColumn(Markup.Escape(table.Columns[column]));
            printed.AddColumn(column == 0 ? made : made.RightAligned());
        }
        foreach (var row in table.Rows) printed.AddRow([.. shown.Select(c => Markup.Escape(Cell(table, row, c, ranges)))]);
        return printed;
    }

    private static Table Titled(HumanTable table) => new Table().Title(Markup.Escape(table.Title)).Border(TableBorder.Rounded);

    private static IEnumerable<int> Shown(HumanTable table) => Enumerable.Range(0, table.Columns.Count).Where(c => table.Columns[c] != IntervalColumn);

    private static string Cell(HumanTable table, IReadOnlyList<string> row, int column, bool ranges) =>
        ranges && column + 1 < row.Count && table.Columns[column + 1] == IntervalColumn && row[column + 1].Contains(" to ", StringComparison.Ordinal)
            ? $"{row[column]} [{row[column + 1]}]" : row[column];
}
