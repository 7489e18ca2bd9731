namespace AlwaysOnPolicy.Evaluation.Statistics;

/// <summary>What a bootstrap says of a statistic.</summary>
/// <param name="Value">The statistic of the data as they are.</param>
/// <param name="Interval">Percentile interval over the draws.</param>
/// <param name="StandardError">Standard deviation over the draws (n − 1).</param>
public sealed record BootstrapEstimate(double Value, Interval Interval, double StandardError);
