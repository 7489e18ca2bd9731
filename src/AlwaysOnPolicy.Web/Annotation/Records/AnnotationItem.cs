namespace AlwaysOnPolicy.Web.Annotation.Records;

/// <summary>A question with two answers, which a rater compares.</summary>
/// <param name="Number">Its own, from 0, in the order of the draw; attention checks follow.</param>
/// <param name="Id">The question's, as the run or file has it.</param>
/// <param name="Domain">The question's; null where it has none.</param>
/// <param name="Question">The question.</param>
/// <param name="A">Policy A's answer.</param>
/// <param name="B">Policy B's answer.</param>
/// <param name="IsCheck">An attention check: answer A is the one that its text demands.</param>
public sealed record AnnotationItem(int Number, string Id, string? Domain, string Question, string A, string B, bool IsCheck = false);
