using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Prompts.Vanilla;

/// <summary>All of them, before they are thinned.</summary>
/// <param name="Questions">The questions.</param>
/// <param name="Notes">Plain sentences on what fell short, for the run log and the report.</param>
public sealed record VanillaQuestions(IReadOnlyList<Question> Questions, IReadOnlyList<string> Notes);
