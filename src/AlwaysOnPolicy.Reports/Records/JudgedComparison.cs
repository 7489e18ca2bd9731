using AlwaysOnPolicy.Evaluation.WinRates;

namespace AlwaysOnPolicy.Reports.Records;

/// <summary>What a judge said of two models.</summary>
/// <param name="A">Name of the one model.</param>
/// <param name="B">Name of the other.</param>
/// <param name="Iteration">After which the two are compared; 0 where they have none.</param>
/// <param name="WinRate">How often A is preferred.</param>
/// <param name="Refused">Records that the judge refused, among those without a verdict.</param>
/// <param name="EmptyA">Records in which answer A says nothing, whatever the verdict; likewise B.</param>
/// <param name="EmptyB">The same of answer B.</param>
/// <param name="Length">How far the longer answer wins.</param>
public sealed record JudgedComparison(string A, string B, int Iteration, WinRate WinRate, int Refused, int EmptyA, int EmptyB, LengthBias Length);
