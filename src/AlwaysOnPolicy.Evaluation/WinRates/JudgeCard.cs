namespace AlwaysOnPolicy.Evaluation.WinRates;

/// <summary>What a judge goes by that is not the answers' worth: the order of showing and their length; and where it gave no verdict.</summary>
/// <param name="Domain">Of the questions; null for all.</param>
/// <param name="Counts">What became of the records.</param>
/// <param name="EmptyA">Records in which answer A says nothing, whatever the verdict; likewise B.</param>
/// <param name="EmptyB">The same of answer B.</param>
/// <param name="Position">Null where no order is shown.</param>
/// <param name="Length">How far the longer answer wins.</param>
public sealed record JudgeCard(string? Domain, WinCounts Counts, int EmptyA, int EmptyB, PositionBias? Position, LengthBias Length)
{
    /// <summary>The card of all questions, and, where there is more than one domain, one of each.</summary>
    /// <param name="pairs">Of one judge. Of several pairs of models they are pooled.</param>
    /// <param name="seed">Of the bootstrap's draws.</param>
    public static IReadOnlyList<JudgeCard> ByDomain(IReadOnlyCollection<JudgedPair> pairs, ulong seed = 0)
    {
        var domains = pairs.Where(p => p.Verdict.Domain is not null).GroupBy(p => p.Verdict.Domain!, StringComparer.Ordinal)
            .OrderBy(g => g.Key, StringComparer.Ordinal).ToArray();
        return [Of(null, pairs, seed), .. domains.Length < 2 ? [] : domains.Select(g => Of(g.Key, [.. g], seed))];
    }

    private static JudgeCard Of(string? domain, IReadOnlyCollection<JudgedPair> pairs, ulong seed) => new(
        domain, WinCounts.Of([.. pairs.Select(p => p.Verdict)]), pairs.Count(p => p.EmptyA), pairs.Count(p => p.EmptyB),
        PositionBias.Of([.. pairs.Select(p => p.Verdict)], seed), LengthBias.Of(pairs, seed));
}
