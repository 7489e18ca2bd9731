using AlwaysOnPolicy.Engine;

namespace AlwaysOnPolicy.Experiments.Loop;

/// <summary>A stage that an arm's iteration needs.</summary>
/// <param name="Part">What it is for.</param>
/// <param name="Stage">Its artifact.</param>
public sealed record PlannedWork(WorkPart Part, Artifact Stage);
