namespace AlwaysOnPolicy.Learning.Ppo;

public sealed record PpoSample(string Question, string Answer, double Score);
