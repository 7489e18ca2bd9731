using AlwaysOnPolicy.Evaluation.Judging;

namespace AlwaysOnPolicy.Evaluation.Agreement;

/// <summary>How far two judges agree.</summary>
/// <param name="First">Name of the one judge.</param>
/// <param name="Second">Name of the other.</param>
/// <param name="Domain">Of the questions; null for all.</param>
/// <param name="Agreement">How far they agree.</param>
public sealed record JudgesAgreement(string First, string Second, string? Domain, JudgeAgreement Agreement)
{
    /// <summary>Of each two judges, over all questions and, where there is more than one domain, in each.</summary>
    /// <param name="judges">Each with its verdicts, a list a pair of models, the pairs of models in one order.</param>
    /// <param name="seed">Of the bootstraps' draws.</param>
    public static IReadOnlyList<JudgesAgreement> Of(
        IReadOnlyList<(string Name, IReadOnlyList<IReadOnlyList<Verdict>> Verdicts)> judges, ulong seed = 0) =>
    [
        .. from first in Enumerable.Range(0, judges.Count)
           from second in Enumerable.Range(first + 1, judges.Count - first - 1)
           from agreement in Of(judges[first], judges[second], seed)
           select agreement,
    ];

    private static IEnumerable<JudgesAgreement> Of(
        (string Name, IReadOnlyList<IReadOnlyList<Verdict>> Verdicts) first, (string Name, IReadOnlyList<IReadOnlyList<Verdict>> Verdicts) second, ulong seed)
    {
        (Verdict Judge, Verdict Other)[] matched = [.. first.Verdicts.Zip(second.Verdicts).SelectMany(p => JudgeAgreement.Matched(p.First, p.Second))];
        yield return new(first.Name, second.Name, null, JudgeAgreement.Of(matched, seed));
        var domains = matched.Where(p => p.Judge.Domain is not null).GroupBy(p => p.Judge.Domain!, StringComparer.Ordinal)
            .OrderBy(g => g.Key, StringComparer.Ordinal).ToArray();
        if (domains.Length < 2) yield break;
        foreach (var domain in domains) yield return new(first.Name, second.Name, domain.Key, JudgeAgreement.Of(domain, seed));
    }
}
