namespace AlwaysOnPolicy.Reports.Records;

/// <summary>A prompt on the map: its first two principal components.</summary>
/// <param name="X">The first.</param>
/// <param name="Y">The second.</param>
public sealed record MapPoint(double X, double Y);
