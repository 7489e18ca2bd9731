using AlwaysOnPolicy.Evaluation.Statistics;

namespace AlwaysOnPolicy.Reports.Records;

/// <param name="Prompts">Judged records: a_wins + b_wins + ties + failed.</param>
/// <param name="AWinRate">A's wins over all records (Equation 2).</param>
/// <param name="Interval">Of it, 95 %, resampled by question.</param>
/// <param name="NetWinRate">(A's wins − B's wins) over all records.</param>
public sealed record ComparisonRow(
    string A, string B, int Iteration, int Prompts, int AWins, int BWins, int Ties, int Failed, double AWinRate, Interval Interval,
    double NetWinRate, Interval NetInterval);
