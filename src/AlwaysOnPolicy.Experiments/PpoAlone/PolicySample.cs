namespace AlwaysOnPolicy.Experiments.PpoAlone;

public sealed record PolicySample(string Question, string Answer, double Score);
