namespace AlwaysOnPolicy.Learning.Ppo;

/// <summary>What an iteration of PPO did.</summary>
/// <param name="Steps">Steps done.</param>
/// <param name="Records">One a step.</param>
public sealed record PpoResult(int Steps, IReadOnlyList<PpoStepRecord> Records);
