using AlwaysOnPolicy.Evaluation.WinRates;

namespace AlwaysOnPolicy.Reports.Records;

/// <summary>A judge: what it said of each two models, and what it goes by, over all of them and by domain.</summary>
/// <param name="Name">The judge's.</param>
/// <param name="Comparisons">One for each two models.</param>
/// <param name="Cards">What it goes by: over all, then by domain.</param>
public sealed record JudgeRow(string Name, IReadOnlyList<JudgedComparison> Comparisons, IReadOnlyList<JudgeCard> Cards)
{
    /// <summary>Counts a judge's verdicts.</summary>
    /// <param name="seed">Of the bootstraps' draws.</param>
    public static JudgeRow Of(string name, IReadOnlyList<JudgedAnswers> judged, ulong seed)
    {
        var told = judged.Where(j => j.Pairs.Count > 0);
        return new(name,
            [.. told.Select(j => new JudgedComparison(j.A, j.B, j.Iteration, WinRate.Count([.. j.Pairs.Select(p => p.Verdict)], seed),
                j.Pairs.Count(p => p.Verdict.Refused), j.Pairs.Count(p => p.EmptyA), j.Pairs.Count(p => p.EmptyB), LengthBias.Of(j.Pairs, seed)))],
            JudgeCard.ByDomain([.. told.SelectMany(j => j.Pairs)], seed));
    }
}
