namespace AlwaysOnPolicy.Web.Annotation.Records;

/// <summary>How far a rater is.</summary>
/// <param name="Done">Answered or skipped, of all <paramref name="Tasks"/>.</param>
/// <param name="Last">The time of the last word; null before the first.</param>
internal sealed record RaterProgress(string Rater, int Tasks, int Done, int Skipped, int ChecksPassed, int Checks, DateTimeOffset? Last);
