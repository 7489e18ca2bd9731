using AlwaysOnPolicy.Evaluation.Judging;
using AlwaysOnPolicy.Evaluation.Statistics;

namespace AlwaysOnPolicy.Evaluation.Agreement;

/// <summary>A human evaluation of two policies (section 6.2 of the paper): what the majority of the raters says, and how far the raters agree.</summary>
public sealed record HumanComparison
{
    /// <summary>Of more raters the pairs are too many to be looked at.</summary>
    private const int MostPairedRaters = 12;

    /// <summary>Name of policy A.</summary>
    public required string A { get; init; }

    /// <summary>Name of policy B.</summary>
    public required string B { get; init; }

    /// <summary>After which both policies were taken; null where they were not taken from one iteration of a run.</summary>
    public int? Iteration { get; init; }

    /// <summary>Table 4: all items.</summary>
    public required MajorityVotes All { get; init; }

    /// <summary>The same by domain; empty where the items have none.</summary>
    public IReadOnlyList<MajorityVotes> Domains { get; init; } = [];

    /// <summary>Krippendorff's, nominal; items that some raters left out count with those that they have.</summary>
    public required AgreementEstimate Alpha { get; init; }

    /// <summary>Fleiss', over the items that every rater rated.</summary>
    public required AgreementEstimate Fleiss { get; init; }

    /// <summary>Each rater's row.</summary>
    public required IReadOnlyList<RaterRow> Raters { get; init; }

    /// <summary>Empty where more than 12 rated.</summary>
    public IReadOnlyList<RaterPair> Pairs { get; init; } = [];

    /// <summary>Of the run's own judge with the majority of the people, on the items where both have a verdict; null where no judge was asked.</summary>
    public JudgeAgreement? Judge { get; init; }

    /// <summary>Null where no judge was asked.</summary>
    public string? JudgeName { get; init; }

    /// <summary>Counts what raters said of two policies.</summary>
    /// <param name="verdicts">Of all raters, whom <see cref="Verdict.Judge"/> names; a skipped item has <see cref="Preference.Failed"/>.</param>
    /// <param name="judge">Verdicts of a judge on the same pair of policies.</param>
    /// <exception cref="ArgumentException">A rater has two verdicts on one item.</exception>
    public static HumanComparison Of(string a, string b, int? iteration, IReadOnlyList<Verdict> verdicts, IReadOnlyList<RaterChecks> checks,
        IReadOnlyList<Verdict> judge, ulong seed, int draws = 2000)
    {
        if (verdicts.DistinctBy(v => (v.Judge, v.QuestionId)).Count() != verdicts.Count)
            throw new ArgumentException("A rater has two verdicts on one item.", nameof(verdicts));
        Verdict[] told = [.. verdicts.Where(v => v.Preference != Preference.Failed)];
        Verdict[][] items = [.. told.GroupBy(v => v.QuestionId, StringComparer.Ordinal).Select(g => g.ToArray())];
        string[] raters = [.. verdicts.Select(v => v.Judge).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        Preference[][] votes = [.. items.Select(Votes)];
        int[][] counts = raters.Length < 2 ? [] : [.. votes.Where(v => v.Length == raters.Length).Select(Counts)];
        return new()
        {
            A = a,
            B = b,
            Iteration = iteration,
            All = MajorityVotes.Of(null, votes),
            Domains = [.. items.GroupBy(i => i[0].Domain, StringComparer.Ordinal).Where(g => g.Key is not null).OrderBy(g => g.Key, StringComparer.Ordinal)
                .Select(g => MajorityVotes.Of(g.Key, g.Select(Votes)))],
            Alpha = AgreementEstimate.Of(votes, KrippendorffAlpha.Nominal, seed, draws),
            Fleiss = AgreementEstimate.Of(counts, FleissKappa.Of, seed, draws),
            Raters = [.. raters.Select(r => Row(r, verdicts, items, checks.FirstOrDefault(c => c.Rater == r)))],
            Pairs = raters.Length > MostPairedRaters ? [] : [.. from second in Enumerable.Range(0, raters.Length) from first in Enumerable.Range(0, second)
                select Pair(raters[first], raters[second], told, seed, draws)],
            Judge = judge.Count == 0 ? null : JudgeAgreement.Of(judge, [.. items.Select(People)], seed, draws),
            JudgeName = judge.Count == 0 ? null : judge[0].Judge,
        };
    }

    private static Preference[] Votes(Verdict[] item) => [.. item.Select(v => v.Preference)];

    private static int[] Counts(Preference[] votes) => [.. new[] { Preference.A, Preference.B, Preference.Tie }.Select(p => votes.Count(v => v == p))];

    private static Verdict People(Verdict[] item) => item[0] with
    {
        Judge = "people",
        Preference = Majority.TryFind(Votes(item), out var label) ? label : Preference.Failed,
    };

    private static RaterRow Row(string rater, IReadOnlyList<Verdict> verdicts, Verdict[][] items, RaterChecks? checks)
    {
        Verdict[] own = [.. verdicts.Where(v => v.Judge == rater)];
        int Said(Preference label) => own.Count(v => v.Preference == label);
        var others = items.Select(i => (Own: i.FirstOrDefault(v => v.Judge == rater), Others: i.Where(v => v.Judge != rater).ToArray()))
            .Where(i => i.Own is not null && i.Others.Length > 0).ToArray();
        var (same, of) = (others.Sum(i => i.Others.Count(v => v.Preference == i.Own!.Preference)), others.Sum(i => i.Others.Length));
        var skipped = Said(Preference.Failed);
        return new(rater, own.Length - skipped, Said(Preference.A), Said(Preference.B), Said(Preference.Tie), skipped, of == 0 ? null : (double)same / of,
            checks is { Checks: 0, Repeats: 0 } ? null : checks);
    }

    private static RaterPair Pair(string first, string second, Verdict[] told, ulong seed, int draws)
    {
        var others = told.Where(v => v.Judge == second).ToDictionary(v => v.QuestionId, v => v.Preference, StringComparer.Ordinal);
        (Preference First, Preference Second)[] both = [.. told.Where(v => v.Judge == first && others.ContainsKey(v.QuestionId))
            .Select(v => (v.Preference, others[v.QuestionId]))];
        return new(first, second, both.Length == 0 ? null : both.Count(p => p.First == p.Second) / (double)both.Length, AgreementEstimate.Of(both,
            drawn => CohenKappa.Of<Preference>([.. drawn.Select(p => p.First)], [.. drawn.Select(p => p.Second)]), seed, draws));
    }
}
