using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Prompts;

/// <summary>What an author wrote.</summary>
/// <param name="Prompts">The prompts, in the order in which they were written.</param>
/// <param name="Notes">Plain sentences for the run log and the report: shortfalls, repeats, failed calls.</param>
public sealed record PromptSet(IReadOnlyList<Question> Prompts, IReadOnlyList<string> Notes)
{
    /// <summary>The calls that the prompts come from; empty of authors that do not look at the policy.</summary>
    public IReadOnlyList<AuthorCall> Calls { get; init; } = [];
}
