namespace AlwaysOnPolicy.Reports.Text;

/// <summary>A table as every form of the report shows it.</summary>
/// <param name="Title">The heading.</param>
/// <param name="Caption">What is to be known to read it; empty where its title says all.</param>
/// <param name="Columns">The columns' heads.</param>
/// <param name="Left">So many columns of text, the first of them the row's head; the rest are numbers.</param>
/// <param name="Rows">As many cells as columns each.</param>
public sealed record FigureTable(string Title, string Caption, IReadOnlyList<string> Columns, int Left, IReadOnlyList<IReadOnlyList<Figure>> Rows)
{
    /// <summary>The table in Markdown; an interval stands in brackets behind its figure.</summary>
    public string Markdown() => MarkdownText.Table(Columns, Left,
        Rows.Select(r => (IReadOnlyList<string>)[.. r.Select(f => f.Range is null ? f.Text : $"{f.Text} ({f.Range})")]));
}
