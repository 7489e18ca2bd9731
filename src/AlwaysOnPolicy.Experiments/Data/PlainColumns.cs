namespace AlwaysOnPolicy.Experiments.Data;

/// <summary>JSONL, CSV or Parquet with columns of the user's naming.</summary>
internal sealed class PlainColumns(DataColumns columns)
{
    public QuestionRow Question(DataRecord row, string id) => new(Id(row, id), row.TextOrNull(columns.Domain), row.Text(columns.Question));

    public DemonstrationRow Demonstration(DataRecord row, string id) => new(Id(row, id), row.Text(columns.Question), row.Text(columns.Answer));

    public PairRow Pair(DataRecord row, string id) => new(
        Id(row, id), row.TextOrNull(columns.Domain), row.Text(columns.Question), row.Text(columns.Chosen), row.Text(columns.Rejected), Margin: Margin(row));

    public AnswerRow Answer(DataRecord row, string id) => new(
        Id(row, id), row.TextOrNull(columns.Domain), row.TextOrNull(columns.Question) ?? "", row.Whole(columns.Answer))
    {
        HasOwnId = row.TextOrNull(columns.Id) is not null,
        Sample = (int?)row.NumberOrNull("sample", "correct it; samples are counted from 0."),
        Ended = row.FlagOrNull("ended") ?? true,
    };

    private double Margin(DataRecord row) => row.NumberOrNull(columns.Margin, "correct it, or name another column for the margin.") ?? 0;

    private string Id(DataRecord row, string id) => row.TextOrNull(columns.Id) ?? id;
}
