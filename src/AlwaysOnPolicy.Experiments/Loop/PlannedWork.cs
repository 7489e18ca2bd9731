using AlwaysOnPolicy.Engine;

namespace AlwaysOnPolicy.Experiments.Loop;

/// <summary>A stage that an arm's iteration needs.</summary>
public sealed record PlannedWork(WorkPart Part, Artifact Stage);
