using AlwaysOnPolicy.Evaluation.WinRates;

namespace AlwaysOnPolicy.Reports.Records;

/// <summary>What one judge said of two models' answers.</summary>
/// <param name="A">Name of the one model.</param>
/// <param name="B">Name of the other.</param>
/// <param name="Iteration">After which the two are compared; 0 where they have none.</param>
/// <param name="Pairs">The verdicts.</param>
public sealed record JudgedAnswers(string A, string B, int Iteration, IReadOnlyList<JudgedPair> Pairs);
