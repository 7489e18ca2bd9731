namespace AlwaysOnPolicy.Experiments.Data;

/// <summary>A question with an answer to imitate.</summary>
public sealed record DemonstrationRow(string Id, string Question, string Answer, string? PostId = null) : IDataRow
{
    string? IDataRow.Domain => null;
}
