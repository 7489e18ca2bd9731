namespace AlwaysOnPolicy.Reports.Records;

/// <summary>What the rollouts of a domain, a call or a rule earned in an iteration.</summary>
/// <param name="Arm">Its name in the settings.</param>
/// <param name="Iteration">From 1.</param>
/// <param name="By">"domain", "call" or "rule".</param>
/// <param name="Name">The domain, "" for none; the call's number from 1; the rule as the settings write it.</param>
/// <param name="Earned">By all rollouts of the kind.</param>
public sealed record EarnedRow(string Arm, int Iteration, string By, string Name, Earned Earned);
