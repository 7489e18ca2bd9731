using AlwaysOnPolicy.Evaluation.WinRates;

namespace AlwaysOnPolicy.Reports.Records;

/// <param name="Iteration">After which the two are compared; 0 where they have none.</param>
/// <param name="Refused">Records that the judge refused, among those without a verdict.</param>
/// <param name="EmptyA">Records in which answer A says nothing, whatever the verdict; likewise B.</param>
public sealed record JudgedComparison(string A, string B, int Iteration, WinRate WinRate, int Refused, int EmptyA, int EmptyB, LengthBias Length);
