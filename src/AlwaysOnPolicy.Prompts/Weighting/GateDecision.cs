namespace AlwaysOnPolicy.Prompts.Weighting;

/// <summary>What the gate decided, for provenance; both lists in the candidates' order.</summary>
public sealed record GateDecision(IReadOnlyList<GatedPrompt> Kept, IReadOnlyList<GatedPrompt> Dropped);
