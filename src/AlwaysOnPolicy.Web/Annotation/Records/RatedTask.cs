using AlwaysOnPolicy.Evaluation.Judging;

namespace AlwaysOnPolicy.Web.Annotation.Records;

/// <summary>A rater's last word on an item, mapped back to who wrote the answers.</summary>
/// <param name="Rater">The rater's name.</param>
/// <param name="Id">The item's.</param>
/// <param name="Domain">The question's; null where it has none.</param>
/// <param name="Kind">What the item was asked for.</param>
/// <param name="BFirst">Whether answer B was shown first.</param>
/// <param name="Preference"><see cref="Preference.Failed"/> where the item was skipped, for <paramref name="Reason"/>.</param>
/// <param name="Reason">Why; null where none was given.</param>
/// <param name="Note">What the rater wrote; null for nothing.</param>
/// <param name="At">When.</param>
public sealed record RatedTask(string Rater, string Id, string? Domain, TaskKind Kind, bool BFirst, Preference Preference, string? Reason, string? Note,
    DateTimeOffset At);
