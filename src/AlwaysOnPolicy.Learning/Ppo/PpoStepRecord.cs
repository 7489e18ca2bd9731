namespace AlwaysOnPolicy.Learning.Ppo;

/// <summary>A line of an iteration's metrics.</summary>
/// <param name="Step">From 1.</param>
/// <param name="Stats">Under TRL's keys.</param>
/// <param name="SkippedUpdates">Mini-batches that taught nothing.</param>
/// <param name="EndedShare">Share of answers that ended themselves.</param>
/// <param name="Sample">One rollout to read.</param>
public sealed record PpoStepRecord(
    int Step, int TotalSteps, IReadOnlyDictionary<string, double> Stats, int SkippedUpdates, double EndedShare, PpoSample Sample);

public sealed record PpoSample(string Question, string Answer, double Score);
