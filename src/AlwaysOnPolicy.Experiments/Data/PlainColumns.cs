using System.Globalization;

namespace AlwaysOnPolicy.Experiments.Data;

/// <summary>JSONL, CSV or Parquet with columns of the user's naming.</summary>
internal sealed class PlainColumns(DataColumns columns)
{
    public QuestionRow Question(DataRecord row, string id) => new(Id(row, id), row.TextOrNull(columns.Domain), row.Text(columns.Question));

    public DemonstrationRow Demonstration(DataRecord row, string id) => new(Id(row, id), row.Text(columns.Question), row.Text(columns.Answer));

    public PairRow Pair(DataRecord row, string id) => new(
        Id(row, id), row.TextOrNull(columns.Domain), row.Text(columns.Question), row.Text(columns.Chosen), row.Text(columns.Rejected), Margin: Margin(row));

    private double Margin(DataRecord row)
    {
        if (row.TextOrNull(columns.Margin) is not { Length: > 0 } text) return 0;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var margin) && double.IsFinite(margin)
            ? margin
            : throw row.Error($"column '{columns.Margin}' is '{text}'; a margin is a number. Correct it, or name another column with the setting 'margin'.");
    }

    private string Id(DataRecord row, string id) => row.TextOrNull(columns.Id) ?? id;
}
