namespace AlwaysOnPolicy.Reports.Records;

/// <summary>What a stage took.</summary>
/// <param name="Stage">The stage's name.</param>
/// <param name="Label">What it was for.</param>
/// <param name="Seconds">Wall-clock seconds.</param>
/// <param name="PeakMemoryBytes">Of the whole process until the stage ended.</param>
public sealed record StageTime(string Stage, string Label, double Seconds, long PeakMemoryBytes);
