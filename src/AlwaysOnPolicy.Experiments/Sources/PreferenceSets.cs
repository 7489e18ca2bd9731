namespace AlwaysOnPolicy.Experiments.Sources;

public sealed record PreferenceSets(IReadOnlyList<PreferencePair> Training, IReadOnlyList<PreferencePair> HeldOut);
