namespace AlwaysOnPolicy.Experiments.Data;

/// <summary>A question with an answer to imitate.</summary>
/// <param name="Id">The row's id.</param>
/// <param name="Question">The question.</param>
/// <param name="Answer">The answer.</param>
/// <param name="PostId">Rows of one post are about one question; null where the data has no posts.</param>
public sealed record DemonstrationRow(string Id, string Question, string Answer, string? PostId = null) : IDataRow
{
    string? IDataRow.Domain => null;
}
