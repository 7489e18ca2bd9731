namespace AlwaysOnPolicy.Learning.Ppo;

/// <param name="Steps">Steps done.</param>
/// <param name="Records">One a step.</param>
public sealed record PpoResult(int Steps, IReadOnlyList<PpoStepRecord> Records);
