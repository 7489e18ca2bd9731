namespace AlwaysOnPolicy.Learning.Ppo;

/// <summary>What an iteration of PPO did.</summary>
/// <param name="Steps">Steps done.</param>
/// <param name="Records">One a step, without its rollouts and what they earned by group, which <see cref="PpoRun.OnStep"/> is told.</param>
public sealed record PpoResult(int Steps, IReadOnlyList<PpoStepRecord> Records);
