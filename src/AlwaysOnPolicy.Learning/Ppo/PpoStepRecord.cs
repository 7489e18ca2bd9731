using System.Text.Json.Serialization;

namespace AlwaysOnPolicy.Learning.Ppo;

/// <summary>A line of an iteration's metrics: the same in every run of the same iteration.</summary>
/// <param name="Step">From 1.</param>
/// <param name="Stats">Under TRL's keys, but for its time/… entries.</param>
/// <param name="SkippedUpdates">Mini-batches that taught nothing.</param>
/// <param name="EndedShare">Share of answers that ended themselves.</param>
/// <param name="Sample">One rollout to read.</param>
/// <param name="Repetition">Share of token pairs that stood in their answer before.</param>
/// <param name="DistinctShare">Different answers, as a share of the batch.</param>
/// <param name="RepeatedShare">Share of the runs of four tokens in the batch's answers that stand in them more than once.</param>
public sealed record PpoStepRecord(
    int Step, int TotalSteps, IReadOnlyDictionary<string, double> Stats, int SkippedUpdates, double EndedShare, PpoSample Sample,
    double Repetition = 0, double DistinctShare = 1, double RepeatedShare = 0)
{
    /// <summary>Seconds under TRL's time/… keys. No two runs have the same, so they are no part of the line.</summary>
    [JsonIgnore] public IReadOnlyDictionary<string, double> Times { get; init; } = new Dictionary<string, double>();

    /// <summary>What the step's rollouts earned by domain, call and rule.</summary>
    public IReadOnlyList<RolloutGroup> Groups { get; init; } = [];

    /// <summary>The step's rollouts, in the order of the batch. Too many for the line.</summary>
    [JsonIgnore] public IReadOnlyList<PpoRollout> Rollouts { get; init; } = [];

    /// <summary>With the step's rollouts and what they earned.</summary>
    internal PpoStepRecord Of(IReadOnlyList<PpoRollout> rollouts) => this with { Rollouts = rollouts, Groups = RolloutGroup.Of(rollouts) };
}
