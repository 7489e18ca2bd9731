namespace AlwaysOnPolicy.Web.Annotation.Records;

/// <param name="Number">From 1; the administrator, who sees progress and exports, is 0.</param>
/// <param name="TokenHash">SHA-256; null of a rater who works elsewhere and whose verdicts are imported.</param>
public sealed record Rater(int Number, string Name, byte[]? TokenHash);
