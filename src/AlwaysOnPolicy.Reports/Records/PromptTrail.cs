namespace AlwaysOnPolicy.Reports.Records;

/// <summary>The way of a prompt: back to the author's call and what it saw, forward to what the prompt earned.</summary>
/// <param name="Prompt">Whose way it is.</param>
/// <param name="Source">The author's name, or that of the file it comes from.</param>
/// <param name="ChosenFrom">File and line of an author that chooses; null where it wrote.</param>
/// <param name="Calls">How many calls the iteration had; 0 where no author looked at the policy.</param>
/// <param name="Policy">Whose answers the author saw; null where it saw none.</param>
/// <param name="Weights">The domain with the largest share first.</param>
/// <param name="Seen">What the call saw: the domain with the lowest mean reward first, in it the lowest answer.</param>
/// <param name="Gate">Null where the arm has none.</param>
/// <param name="Passes">Its rollouts, in their order.</param>
/// <param name="Beside">What all prompts of its domain, its call and its rule earned in the iteration.</param>
/// <param name="Notes">What is to be known to read it.</param>
public sealed record PromptTrail(
    PromptRow Prompt, string? Source, string? ChosenFrom, int Calls, string? Policy, IReadOnlyList<DomainShare> Weights, IReadOnlyList<ProbeRow> Seen,
    GateLook? Gate, IReadOnlyList<PromptPass> Passes, IReadOnlyList<EarnedRow> Beside, IReadOnlyList<string> Notes);
