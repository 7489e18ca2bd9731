namespace AlwaysOnPolicy.Experiments.Data;

/// <summary>A model's answer to a question, as a file has it.</summary>
/// <param name="Id">Of the question; the row's number where the file has none.</param>
/// <param name="Domain">The question's; null where it has none.</param>
/// <param name="Question">Empty where the file has ids alone.</param>
/// <param name="Answer">As it stands; empty where the model said nothing.</param>
public sealed record AnswerRow(string Id, string? Domain, string Question, string Answer) : IDataRow
{
    /// <summary>Whether <see cref="Id"/> is the file's.</summary>
    public bool HasOwnId { get; init; }

    /// <summary>Number of the answer among several to one question, from 0; null where the file does not say.</summary>
    public int? Sample { get; init; }

    /// <summary>False where the answer was cut at the largest number of new tokens.</summary>
    public bool Ended { get; init; } = true;

    /// <summary>The model that answered; null where the file does not say.</summary>
    public string? Generator { get; init; }

    string? IDataRow.PostId => null;
}
