using System.Text.Json.Serialization;
using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Prompts;

/// <summary>What an author wrote.</summary>
/// <param name="Prompts">The prompts, in the order in which they were written.</param>
/// <param name="Notes">Plain sentences for the run log and the report: shortfalls, repeats, failed calls.</param>
[JsonConverter(typeof(PromptSetConverter))]
public sealed record PromptSet(IReadOnlyList<Question> Prompts, IReadOnlyList<string> Notes)
{
    /// <summary>The calls that the prompts come from, which name theirs by <see cref="QuestionOrigin.Place"/>; empty of authors that do not look at the
    /// policy.</summary>
    public IReadOnlyList<AuthorCall> Calls { get; init; } = [];

    /// <summary>What the rule made of the domains, for all calls; empty where the author has no rule beside what it is shown.</summary>
    public IReadOnlyList<DomainAnalysis> Weights { get; init; } = [];
}
