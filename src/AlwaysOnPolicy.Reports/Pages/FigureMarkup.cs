using AlwaysOnPolicy.Reports.Records;
using AlwaysOnPolicy.Reports.Text;

namespace AlwaysOnPolicy.Reports.Pages;

/// <summary>A <see cref="FigureTable"/> on a page, which scrolls by itself where the page is narrow.</summary>
public static class FigureMarkup
{
    /// <summary>Alone, without colours for the arms.</summary>
    public static MarkupBuilder Scroll(FigureTable table) => Scroll(table, null);

    /// <summary>With its title and caption above.</summary>
    internal static MarkupBuilder Section(FigureTable table, ArmColours colours)
    {
        var body = new MarkupBuilder().Add($"<h3>{table.Title}</h3>");
        if (table.Caption.Length > 0) body.Add($"<p class=\"caption\">{table.Caption}</p>");
        return body.Add(Scroll(table, colours));
    }

    internal static MarkupBuilder Scroll(FigureTable table, ArmColours? colours)
    {
        var markup = new MarkupBuilder().Add($"<table class=\"figures\"><thead><tr>");
        foreach (var (i, column) in table.Columns.Index()) markup.Add($"<th scope=\"col\"{Right(table, i)}>{column}</th>");
        markup.Add($"</tr></thead><tbody>");
        foreach (var row in table.Rows)
        {
            markup.Add($"<tr>");
            foreach (var (i, figure) in row.Index())
            {
                if (i == 0) markup.Add($"<th scope=\"row\">{Text(figure, colours)}</th>");
                else if (figure.Range is { } range) markup.Add(HtmlReport.WithRange(figure.Text, range));
                else markup.Add($"<td{Right(table, i)}>{Text(figure, colours)}</td>");
            }
            markup.Add($"</tr>");
        }
        return HtmlReport.Scroll(table.Title, markup.Add($"</tbody></table>"));
    }

    private static MarkupBuilder Right(FigureTable table, int column) => new MarkupBuilder().Add($"{(column < table.Left ? s_none : s_number)}");

    private static readonly MarkupBuilder s_none = new(), s_number = new MarkupBuilder().Add($" class=\"n\"");

    private static MarkupBuilder Text(Figure figure, ArmColours? colours) => figure.Arm is { } arm && colours is not null
        ? new MarkupBuilder().Add($"<span class=\"arm {colours.Class(arm)}\">{figure.Text}</span>") : new MarkupBuilder().Add($"{figure.Text}");
}
