namespace AlwaysOnPolicy.Experiments.Data;

/// <summary>Names of columns in plain JSONL, CSV and Parquet. A column that a use does not need may be absent from the file.</summary>
public sealed record DataColumns
{
    /// <summary>Absent: the row's number is its id.</summary>
    public string Id { get; init => field = OptionNotNull.Check(value); } = "id";

    /// <summary>The subject or group of a question. Absent: none, or the file's name where a command needs one.</summary>
    public string Domain { get; init => field = OptionNotNull.Check(value); } = "domain";

    /// <summary>What is asked.</summary>
    public string Question { get; init => field = OptionNotNull.Check(value); } = "question";

    /// <summary>Of demonstrations: the answer to learn from. Of probe questions: a person's answer.</summary>
    public string Answer { get; init => field = OptionNotNull.Check(value); } = "answer";

    /// <summary>Of pairs: the answer that people prefer.</summary>
    public string Chosen { get; init => field = OptionNotNull.Check(value); } = "chosen";

    /// <summary>Of pairs: the other answer.</summary>
    public string Rejected { get; init => field = OptionNotNull.Check(value); } = "rejected";

    /// <summary>Of pairs: by how much the chosen answer's reward should be ahead, for the training of a reward model. Absent: 0.</summary>
    public string Margin { get; init => field = OptionNotNull.Check(value); } = "margin";

    /// <summary>The settings that name this column of the file.</summary>
    internal IEnumerable<string> Fields(string column) => All().Where(f => f.Column == column).Select(f => f.Field);

    /// <summary>The columns that have other names than usual.</summary>
    internal IEnumerable<string> Named() => All().Zip(new DataColumns().All()).Where(p => p.First.Column != p.Second.Column).Select(p => p.First.Column);

    /// <summary>Usual names for the columns that may be absent and that the file has not.</summary>
    /// <param name="there">The file's columns.</param>
    public DataColumns WithoutAbsent(IReadOnlySet<string> there)
    {
        var usual = new DataColumns();
        string Kept(string own, string otherwise) => there.Contains(own) ? own : otherwise;
        return this with { Id = Kept(Id, usual.Id), Domain = Kept(Domain, usual.Domain), Margin = Kept(Margin, usual.Margin) };
    }

    private (string Field, string Column)[] All() => [("id", Id), ("domain", Domain), ("question", Question), ("answer", Answer), ("chosen", Chosen),
        ("rejected", Rejected), ("margin", Margin)];
}
