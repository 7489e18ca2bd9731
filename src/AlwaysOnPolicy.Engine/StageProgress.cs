namespace AlwaysOnPolicy.Engine;

/// <summary>Where a running stage stands.</summary>
/// <param name="Stage">The stage's name.</param>
/// <param name="Labels">The stage's in the plan.</param>
/// <param name="Seconds">That it had taken when this was written, by a clock that nobody sets.</param>
/// <param name="First">What was done when it first told, after <paramref name="FirstSeconds"/>: the pace is that of what came after, without the loading of
/// models and what was done before a checkpoint.</param>
/// <param name="FirstSeconds">Null where it has told nothing yet.</param>
/// <param name="Done">What is done, in the stage's own unit.</param>
/// <param name="Total">0 where nobody knows.</param>
/// <param name="Text">Its latest figures.</param>
public sealed record StageProgress(string Stage, IReadOnlyList<string> Labels, double Seconds, int First, double? FirstSeconds, int Done, int Total,
    string? Text);
