namespace AlwaysOnPolicy.Experiments.Data;

/// <summary>JSONL with columns of the user's naming.</summary>
internal sealed class PlainJsonl(DataColumns columns)
{
    public QuestionRow Question(JsonlRow row, string id) => new(Id(row, id), row.TextOrNull(columns.Domain), row.Text(columns.Question));

    public DemonstrationRow Demonstration(JsonlRow row, string id) => new(Id(row, id), row.Text(columns.Question), row.Text(columns.Answer));

    public PairRow Pair(JsonlRow row, string id) => new(
        Id(row, id), row.TextOrNull(columns.Domain), row.Text(columns.Question), row.Text(columns.Chosen), row.Text(columns.Rejected));

    private string Id(JsonlRow row, string id) => row.TextOrNull(columns.Id) ?? id;
}
