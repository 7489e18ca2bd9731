namespace AlwaysOnPolicy.Reports.Records;

public sealed record SampleAnswer(string Arm, string Text, double? Gold)
{
    /// <summary>Null where it was not scored.</summary>
    public double? Reward { get; init; }
}
