namespace AlwaysOnPolicy.Reports.Records;

/// <summary>An arm's answer to a question that is shown.</summary>
/// <param name="Arm">The arm.</param>
/// <param name="Text">The answer.</param>
/// <param name="Gold">Its gold score; null outside the miniature world.</param>
public sealed record SampleAnswer(string Arm, string Text, double? Gold)
{
    /// <summary>Null where it was not scored.</summary>
    public double? Reward { get; init; }
}
