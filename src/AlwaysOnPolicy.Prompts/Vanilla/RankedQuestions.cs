namespace AlwaysOnPolicy.Prompts.Vanilla;

/// <summary>The vanilla arm's prompts, and what elimination did.</summary>
/// <param name="Prompts">Those that stay longest first.</param>
/// <param name="Questions">One for each prompt, in the same order.</param>
/// <param name="Cuts">One for each number of iterations that drops questions, from 1.</param>
public sealed record RankedQuestions(PromptSet Prompts, IReadOnlyList<EliminatedQuestion> Questions, IReadOnlyList<EliminationCut> Cuts);
