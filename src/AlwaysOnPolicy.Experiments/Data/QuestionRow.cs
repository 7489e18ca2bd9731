using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Experiments.Data;

/// <summary>A question to answer, as a data set has it.</summary>
/// <param name="Question">The question.</param>
/// <param name="PostId">Rows of one post are about one question; null where the data has no posts.</param>
public sealed record QuestionRow(Question Question, string? PostId = null) : IDataRow
{
    /// <summary>A question of these words.</summary>
    public QuestionRow(string id, string? domain, string text, string? postId = null)
        : this(new Question(id, domain, text), postId)
    {
    }

    /// <summary>Whether the data set has a further turn, which is not asked.</summary>
    public bool GoesOn { get; init; }

    /// <inheritdoc/>
    public string Id => Question.Id;

    /// <inheritdoc/>
    public string? Domain => Question.Domain;

    /// <summary>The question's text.</summary>
    public string Text => Question.Text;
    string IDataRow.Question => Text;

    internal QuestionRow From(DataRecord record) => this with { Question = Question with { Origin = record.Origin } };
}
