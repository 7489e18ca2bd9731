using AlwaysOnPolicy.Evaluation.Judging;

namespace AlwaysOnPolicy.Web.Annotation.Formats;

/// <summary>A verdict that was given elsewhere.</summary>
/// <param name="Item">The question's id.</param>
internal sealed record ImportedVerdict(string Rater, string Item, Preference Preference, string? Reason, string? Note);
