namespace AlwaysOnPolicy.Experiments.Data;

/// <summary>Names of columns in plain JSONL, CSV and Parquet. A column that a use does not need may be absent from the file.</summary>
public sealed record DataColumns
{
    /// <summary>Absent: the row's number is its id.</summary>
    public string Id { get; init; } = "id";

    public string Domain { get; init; } = "domain";

    public string Question { get; init; } = "question";

    public string Answer { get; init; } = "answer";

    public string Chosen { get; init; } = "chosen";

    public string Rejected { get; init; } = "rejected";

    /// <summary>Of pairs: by how much the chosen answer's reward should be ahead, for the training of a reward model. Absent: 0.</summary>
    public string Margin { get; init; } = "margin";
}
