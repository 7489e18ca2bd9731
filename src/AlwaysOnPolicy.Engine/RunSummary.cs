namespace AlwaysOnPolicy.Engine;

/// <summary>What a run did.</summary>
/// <param name="Computed">Stages that were run.</param>
/// <param name="Reused">Stages whose outputs an earlier run had left.</param>
/// <param name="LeftOut">Stages of the plan that <see cref="RunOptions.StopAfter"/> kept from running.</param>
/// <param name="Elapsed">Wall-clock time of the run.</param>
public sealed record RunSummary(int Computed, int Reused, int LeftOut, TimeSpan Elapsed);
