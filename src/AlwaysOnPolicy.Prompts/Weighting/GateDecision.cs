namespace AlwaysOnPolicy.Prompts.Weighting;

/// <summary>What the gate decided, for provenance; both lists in the candidates' order.</summary>
/// <param name="Kept">What is trained on.</param>
/// <param name="Dropped">What is not.</param>
public sealed record GateDecision(IReadOnlyList<GatedPrompt> Kept, IReadOnlyList<GatedPrompt> Dropped);
