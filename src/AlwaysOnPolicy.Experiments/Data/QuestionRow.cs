namespace AlwaysOnPolicy.Experiments.Data;

/// <summary>A question to answer.</summary>
public sealed record QuestionRow(string Id, string? Domain, string Text, string? PostId = null) : IDataRow
{
    string IDataRow.Question => Text;
}
