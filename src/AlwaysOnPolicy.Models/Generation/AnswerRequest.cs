namespace AlwaysOnPolicy.Models.Generation;

/// <summary>A question for a policy.</summary>
/// <param name="Question">The question, without a template's words round it.</param>
/// <param name="Seed">Of this one answer.</param>
public sealed record AnswerRequest(string Question, ulong Seed)
{
    /// <summary>The question.</summary>
    public string Question { get; init => field = OptionNotNull.Check(value); } = OptionNotNull.Check(Question);
}
