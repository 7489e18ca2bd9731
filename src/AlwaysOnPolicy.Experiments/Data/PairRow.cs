using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Experiments.Data;

/// <summary>A question with two answers, of which people preferred the first.</summary>
/// <param name="Id">The row's id.</param>
/// <param name="Domain">The question's; null where it has none.</param>
/// <param name="Question">The question.</param>
/// <param name="Chosen">The preferred answer.</param>
/// <param name="Rejected">The other answer.</param>
/// <param name="PostId">Rows of one post are about one question; null where the data has no posts.</param>
/// <param name="Margin">By how much the first one's reward should be ahead.</param>
public sealed record PairRow(string Id, string? Domain, string Question, string Chosen, string Rejected, string? PostId = null, double Margin = 0) : IDataRow
{
    /// <summary>Of its question; null where nobody said.</summary>
    public QuestionOrigin? Origin { get; init; }
}
