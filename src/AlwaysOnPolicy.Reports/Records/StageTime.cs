namespace AlwaysOnPolicy.Reports.Records;

/// <param name="PeakMemoryBytes">Of the whole process until the stage ended.</param>
public sealed record StageTime(string Stage, string Label, double Seconds, long PeakMemoryBytes);
