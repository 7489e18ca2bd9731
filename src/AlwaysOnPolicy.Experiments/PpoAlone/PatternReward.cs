namespace AlwaysOnPolicy.Experiments.PpoAlone;

/// <summary>1 where the answer holds the pattern, else 0.</summary>
public sealed record PatternReward
{
    /// <summary>A regular expression as .NET writes them, looked for anywhere in the answer; "(?i)" at its head ignores case.</summary>
    public required string Pattern { get; init => field = OptionNotNull.Check(value); }

    /// <summary>Rewards the number of places where it is found instead.</summary>
    public bool Count { get; init; }
}
