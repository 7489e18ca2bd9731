namespace AlwaysOnPolicy.Experiments.Data;

/// <summary>What questions, demonstrations and pairs have in common; enough to keep sets of them apart.</summary>
public interface IDataRow
{
    /// <summary>Unique within its data set.</summary>
    string Id { get; }

    string? Domain { get; }

    string Question { get; }

    /// <summary>Rows of one post are about one question, whatever its wording; null where the data has no posts.</summary>
    string? PostId { get; }
}

/// <summary>A question to answer.</summary>
public sealed record QuestionRow(string Id, string? Domain, string Text, string? PostId = null) : IDataRow
{
    string IDataRow.Question => Text;
}

/// <summary>A question with an answer to imitate.</summary>
public sealed record DemonstrationRow(string Id, string Question, string Answer, string? PostId = null) : IDataRow
{
    string? IDataRow.Domain => null;
}

/// <summary>A question with two answers, of which people preferred the first.</summary>
/// <param name="Margin">By how much the first one's reward should be ahead.</param>
public sealed record PairRow(string Id, string? Domain, string Question, string Chosen, string Rejected, string? PostId = null, double Margin = 0) : IDataRow;

/// <summary>The rows of a data set.</summary>
/// <param name="Notes">Plain sentences on what was left out and why, for the run log and the report.</param>
public sealed record DataSet<T>(IReadOnlyList<T> Rows, IReadOnlyList<string> Notes);
