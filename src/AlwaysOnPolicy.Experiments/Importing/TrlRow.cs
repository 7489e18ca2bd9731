namespace AlwaysOnPolicy.Experiments.Importing;

/// <summary>A key of a TRL file beside what it became.</summary>
/// <param name="Trl">TRL's key.</param>
/// <param name="TrlValue">Its value.</param>
/// <param name="IsDefault">Whether the file lacks the key, and the value is TRL's default.</param>
/// <param name="Ours">Our setting; null where it was not carried.</param>
/// <param name="Value">Of our setting.</param>
/// <param name="Note">What differs, or why it was not carried.</param>
public sealed record TrlRow(string Trl, string TrlValue, bool IsDefault, string? Ours, string? Value, string Note);
