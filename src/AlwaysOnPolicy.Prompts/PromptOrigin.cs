namespace AlwaysOnPolicy.Prompts;

/// <summary>Provenance: which call of which author made a prompt, from what it was shown.</summary>
/// <param name="Call">Number of the author call, from 0.</param>
/// <param name="Shown">Ids of the probe questions whose quadruples the call was shown; empty for authors that do not look at the policy.</param>
public sealed record PromptOrigin(string Author, int Call, IReadOnlyList<string> Shown);
