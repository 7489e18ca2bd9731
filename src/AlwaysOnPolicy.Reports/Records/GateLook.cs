namespace AlwaysOnPolicy.Reports.Records;

/// <summary>What a gate made of a candidate.</summary>
/// <param name="Kept">Whether it was trained on.</param>
/// <param name="Spread">Sample standard deviation (n − 1) of the rewards.</param>
/// <param name="Rewards">Of the policy's answers to it.</param>
/// <param name="Answers">Their texts; empty of a candidate that was left out.</param>
public sealed record GateLook(bool Kept, double Spread, IReadOnlyList<double> Rewards, IReadOnlyList<string> Answers);
