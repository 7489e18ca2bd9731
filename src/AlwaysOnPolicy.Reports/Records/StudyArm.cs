namespace AlwaysOnPolicy.Reports.Records;

/// <summary>An arm after an iteration, over several seeds.</summary>
/// <param name="Arm">The arm.</param>
/// <param name="Iteration">From 0, the SFT policy.</param>
/// <param name="Gold">Mean gold score over the seeds.</param>
/// <param name="StandardError">Over the seeds.</param>
/// <param name="GoldWeakest">The same in the weakest domains.</param>
public sealed record StudyArm(string Arm, int Iteration, double Gold, double StandardError, double? GoldWeakest);
