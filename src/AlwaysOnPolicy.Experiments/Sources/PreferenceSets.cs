namespace AlwaysOnPolicy.Experiments.Sources;

/// <summary>Preference pairs of a reward model, already split.</summary>
/// <param name="Training">What it learns from.</param>
/// <param name="HeldOut">What its accuracy is measured on.</param>
public sealed record PreferenceSets(IReadOnlyList<PreferencePair> Training, IReadOnlyList<PreferencePair> HeldOut);
