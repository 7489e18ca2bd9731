namespace AlwaysOnPolicy.Learning.RewardTraining;

/// <summary>What one step of reward training did.</summary>
/// <param name="Chosen">Rewards before the step, in the order of the pairs.</param>
/// <param name="Rejected">Likewise.</param>
internal sealed record RewardStep(double Loss, double LearningRate, double GradientNorm, float[] Chosen, float[] Rejected);
