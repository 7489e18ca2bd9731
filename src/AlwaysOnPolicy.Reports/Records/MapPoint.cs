namespace AlwaysOnPolicy.Reports.Records;

/// <summary>A prompt on the map: its first two principal components.</summary>
public sealed record MapPoint(double X, double Y);
