namespace AlwaysOnPolicy.Experiments.Data;

/// <summary>Rows of a file that a run does not use.</summary>
/// <param name="Rows">How many.</param>
/// <param name="Why">Goes on from their number: "ask what is held out (probe)".</param>
/// <param name="Remedy">What to change to use them; null where settings ask for fewer, or nothing is lost.</param>
public sealed record RowsLeft(int Rows, string Why, Remedy? Remedy);
