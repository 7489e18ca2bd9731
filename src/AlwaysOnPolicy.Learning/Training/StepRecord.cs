namespace AlwaysOnPolicy.Learning.Training;

/// <summary>What one optimizer step on given examples did.</summary>
/// <param name="Step">Counted from 1.</param>
/// <param name="TotalSteps">Steps of the whole training.</param>
/// <param name="Epoch">Counted from 1.</param>
/// <param name="Loss">Of this step's examples, before the step.</param>
/// <param name="LearningRate">The rate that was used.</param>
/// <param name="GradientNorm">Before clipping.</param>
public sealed record StepRecord(int Step, int TotalSteps, int Epoch, double Loss, double LearningRate, double GradientNorm);
