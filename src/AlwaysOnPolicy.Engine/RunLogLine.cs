namespace AlwaysOnPolicy.Engine;

/// <summary>One line of run.log.jsonl.</summary>
/// <param name="Time">When it was written.</param>
/// <param name="Event">run_started, stage_started, stage_reused, stage_finished, stage_failed, stage_cancelled, note, run_finished, run_failed,
/// run_cancelled.</param>
/// <param name="Stage">The stage's folder under stages/.</param>
/// <param name="Labels">The stage's in the plan.</param>
/// <param name="Seconds">What the stage took, where it is finished.</param>
/// <param name="Text">A note, or what made it fail.</param>
public sealed record RunLogLine(
    DateTimeOffset Time, string Event, string? Stage = null, IReadOnlyList<string>? Labels = null, double? Seconds = null, string? Text = null);
