namespace AlwaysOnPolicy.Prompts;

/// <summary>A question for the policy to answer in training.</summary>
/// <param name="Id">Unique within its set.</param>
/// <param name="Domain">The domain it is meant for; null where the author did not say.</param>
/// <param name="Origin">Where it comes from.</param>
public sealed record Prompt(string Id, string Text, string? Domain, PromptOrigin Origin);

/// <summary>Provenance: which call of which author made a prompt, from what it was shown.</summary>
/// <param name="Call">Number of the author call, from 0.</param>
/// <param name="Shown">Ids of the probe questions whose quadruples the call was shown; empty for authors that do not look at the policy.</param>
public sealed record PromptOrigin(string Author, int Call, IReadOnlyList<string> Shown);

/// <summary>What an author wrote.</summary>
/// <param name="Notes">Plain sentences for the run log and the report: shortfalls, repeats, failed calls.</param>
public sealed record PromptSet(IReadOnlyList<Prompt> Prompts, IReadOnlyList<string> Notes);
