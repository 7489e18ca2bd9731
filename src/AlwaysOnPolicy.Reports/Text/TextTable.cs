namespace AlwaysOnPolicy.Reports.Text;

/// <summary>A table as text, for the screen, Markdown and the page.</summary>
/// <param name="Title">The heading.</param>
/// <param name="Caption">What is to be known to read it.</param>
/// <param name="Columns">The columns' heads.</param>
/// <param name="Left">So many columns of words; the rest are numbers, to the right.</param>
/// <param name="Rows">As many cells as columns each.</param>
/// <param name="Repeated">So many columns name the row: where the table is too wide and is cut, each part begins with them.</param>
public sealed record TextTable(string Title, string Caption, IReadOnlyList<string> Columns, int Left, IReadOnlyList<IReadOnlyList<string>> Rows,
    int Repeated = 1);
