using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Experiments.Loop.Stages;

namespace AlwaysOnPolicy.Experiments.Loop;

/// <summary>A comparison of two arms after the same iteration.</summary>
public sealed record PlannedComparison(string A, string B, int Iteration, Artifact<VerdictSet> Verdicts);
