namespace AlwaysOnPolicy.Experiments.PpoAlone;

internal sealed record PolicySamples(IReadOnlyList<PolicySample> Samples);
