namespace AlwaysOnPolicy.Web.Annotation.Records;

/// <summary>A rater's word on a task, as it is kept for good; the last one on a task counts.</summary>
/// <param name="Key">Made by the rater's page: what is sent twice with one key is one event.</param>
/// <param name="Reason">Why a task was skipped.</param>
internal sealed record ChoiceEvent(int Rater, int Position, string Key, Choice Choice, string? Reason, string? Note);
