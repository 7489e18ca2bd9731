using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Experiments.Data;

/// <summary>A question to answer, as a data set has it.</summary>
public sealed record QuestionRow(Question Question, string? PostId = null) : IDataRow
{
    public QuestionRow(string id, string? domain, string text, string? postId = null)
        : this(new Question(id, domain, text), postId)
    {
    }

    /// <summary>Whether the data set has a further turn, which is not asked.</summary>
    public bool GoesOn { get; init; }

    public string Id => Question.Id;
    public string? Domain => Question.Domain;
    public string Text => Question.Text;
    string IDataRow.Question => Text;

    internal QuestionRow From(DataRecord record) => this with { Question = Question with { Origin = record.Origin } };
}
