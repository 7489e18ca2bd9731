namespace AlwaysOnPolicy.Experiments.Data;

/// <summary>Names of columns in plain JSONL, CSV and Parquet. A column that a use does not need may be absent from the file.</summary>
public sealed record DataColumns
{
    /// <summary>Absent: the row's number is its id.</summary>
    public string Id { get; init; } = "id";

    /// <summary>The subject or group of a question. Absent: none, or the file's name where a command needs one.</summary>
    public string Domain { get; init; } = "domain";

    /// <summary>What is asked.</summary>
    public string Question { get; init; } = "question";

    /// <summary>Of demonstrations: the answer to learn from. Of probe questions: a person's answer.</summary>
    public string Answer { get; init; } = "answer";

    /// <summary>Of pairs: the answer that people prefer.</summary>
    public string Chosen { get; init; } = "chosen";

    /// <summary>Of pairs: the other answer.</summary>
    public string Rejected { get; init; } = "rejected";

    /// <summary>Of pairs: by how much the chosen answer's reward should be ahead, for the training of a reward model. Absent: 0.</summary>
    public string Margin { get; init; } = "margin";

    /// <summary>The settings that name this column of the file.</summary>
    internal IEnumerable<string> Fields(string column)
    {
        (string Field, string Column)[] all = [("id", Id), ("domain", Domain), ("question", Question), ("answer", Answer), ("chosen", Chosen),
            ("rejected", Rejected), ("margin", Margin)];
        return all.Where(f => f.Column == column).Select(f => f.Field);
    }
}
