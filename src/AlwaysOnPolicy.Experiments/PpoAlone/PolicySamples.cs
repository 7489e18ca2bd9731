namespace AlwaysOnPolicy.Experiments.PpoAlone;

public sealed record PolicySamples(IReadOnlyList<PolicySample> Samples);
