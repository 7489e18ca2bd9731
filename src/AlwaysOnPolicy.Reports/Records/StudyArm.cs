namespace AlwaysOnPolicy.Reports.Records;

/// <param name="StandardError">Over the seeds.</param>
public sealed record StudyArm(string Arm, int Iteration, double Gold, double StandardError, double? GoldWeakest);
