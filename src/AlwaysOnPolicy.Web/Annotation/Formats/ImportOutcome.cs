namespace AlwaysOnPolicy.Web.Annotation.Formats;

/// <summary>What an import did.</summary>
/// <param name="Added">Verdicts that are there now.</param>
/// <param name="Known">Verdicts that were there before.</param>
/// <param name="Raters">Raters who were not known before.</param>
public sealed record ImportOutcome(int Added, int Known, IReadOnlyList<string> Raters);
