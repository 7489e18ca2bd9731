using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Evaluation.Judging;
using AlwaysOnPolicy.Evaluation.Statistics;
using AlwaysOnPolicy.Evaluation.WinRates;
using AlwaysOnPolicy.Experiments.Loop.Settings;
using AlwaysOnPolicy.Randomness;
using AlwaysOnPolicy.Reports.Records;

namespace AlwaysOnPolicy.Experiments.Loop;

/// <summary>What the judge's verdicts come to, as far as they are there.</summary>
internal sealed class ReportedComparisons
{
    private readonly ExperimentPlan _experiment;
    private readonly ulong _seed;
    private readonly IReadOnlyList<(PlannedComparison Pair, IReadOnlyList<Verdict> Verdicts)> _pairs, _againstSft;
    private readonly Dictionary<string, Dictionary<(string Question, int Sample), int>> _lengths = new(StringComparer.Ordinal);   // of an artifact's key

    private ReportedComparisons(ExperimentPlan experiment, ulong seed, IReadOnlyList<(PlannedComparison, IReadOnlyList<Verdict>)> pairs,
        IReadOnlyList<(PlannedComparison, IReadOnlyList<Verdict>)> againstSft) =>
        (_experiment, _seed, _pairs, _againstSft) = (experiment, Seeds.Derive(seed, "bootstrap"), pairs, againstSft);

    public static async Task<ReportedComparisons> ReadAsync(ExperimentPlan experiment, ExperimentSettings settings, RunFolder run, CancellationToken cancel)
    {
        var report = new ReportedComparisons(experiment, settings.Seed, await VerdictsAsync(experiment.Comparisons),
            await VerdictsAsync(experiment.AgainstSft));
        foreach (var answers in report._pairs.SelectMany(p => new[] { p.Pair.AnswersA, p.Pair.AnswersB }).DistinctBy(a => a.Key))
            report._lengths[answers.Key] = (await run.ReadAsync(answers, cancel)).Answers
                .ToDictionary(a => (a.Question.Id, a.Sample), a => a.Answer.Length);
        return report;

        async Task<IReadOnlyList<(PlannedComparison, IReadOnlyList<Verdict>)>> VerdictsAsync(IReadOnlyList<PlannedComparison> planned)
        {
            var read = new List<(PlannedComparison, IReadOnlyList<Verdict>)>();
            foreach (var c in planned.Where(c => run.Has(c.Verdicts))) read.Add((c, (await run.ReadAsync(c.Verdicts, cancel)).Verdicts));
            return read;
        }
    }

    /// <summary>The comparisons that are wanted, on the questions of the domains that are wanted; one without such a question is left out.</summary>
    public IReadOnlyList<ComparisonRow> Rows(Func<PlannedComparison, bool> wanted, Func<string?, bool> domain) =>
    [
        .. from pair in _pairs
           where wanted(pair.Pair)
           let verdicts = pair.Verdicts.Where(v => domain(v.Domain)).ToArray()
           where verdicts.Length > 0
           select Row(pair.Pair, verdicts),
    ];

    /// <summary>Null where no reading has a verdict.</summary>
    public PositionBias? PositionBias() => Evaluation.WinRates.PositionBias.Of([.. _pairs.SelectMany(p => p.Verdicts)], _seed);

    /// <summary>What the judge said of the arms after an iteration, by question, of the first answers.</summary>
    public ILookup<string, AnsweredVerdict> Verdicts(int iteration) => _pairs.Where(p => p.Pair.Iteration == iteration)
        .SelectMany(p => p.Verdicts.Where(v => v.Sample == 0).Select(v => (v.QuestionId, Said: new AnsweredVerdict(p.Pair.A, p.Pair.B, v.Preference))))
        .ToLookup(v => v.QuestionId, v => v.Said, StringComparer.Ordinal);

    /// <summary>Empty where nothing connects the iterations.</summary>
    public IReadOnlyList<RankingRow> Ranking()
    {
        if (_againstSft.Count == 0) return [];
        // Arms that share a policy are one in the ranking.
        var arms = _experiment.Policies.Where(p => p.Key.Iteration > 0).GroupBy(p => p.Value, p => p.Key)
            .SelectMany(g => g.Select(k => (k, Name: $"{g.First().Arm} {k.Iteration}", Arms: (string[])[.. g.Select(a => a.Arm)])))
            .ToDictionary(p => p.k, p => (p.Name, p.Arms));
        var places = arms.DistinctBy(a => a.Value.Name).ToDictionary(a => a.Value.Name, a => (a.Value.Arms, a.Key.Iteration), StringComparer.Ordinal);
        places[ArmNames.Sft] = ([ArmNames.Sft], 0);
        (string, string, Verdict)[] verdicts =
        [
            .. from p in _pairs.Concat(_againstSft)
               where p.Pair.B == ArmNames.Sft || arms.ContainsKey((p.Pair.B, p.Pair.Iteration))   // not a file's answers
               let b = p.Pair.B == ArmNames.Sft ? ArmNames.Sft : arms[(p.Pair.B, p.Pair.Iteration)].Name
               from v in p.Verdicts
               select (arms[(p.Pair.A, p.Pair.Iteration)].Name, b, v),
        ];
        if (verdicts.All(v => v.Item3.Preference == Preference.Failed)) return [];
        return [.. (PolicyRanking.Of(verdicts, _seed) ?? []).Select(r => new RankingRow(
            places[r.Policy].Arms, places[r.Policy].Iteration, r.Elo, new(RankedPolicy.EloOf(r.Interval.Low), RankedPolicy.EloOf(r.Interval.High))))];
    }

    private ComparisonRow Row(PlannedComparison c, Verdict[] verdicts)
    {
        var w = WinRate.Count(verdicts, _seed);
        return new ComparisonRow(c.A, c.B, c.Iteration, w.Prompts, w.AWins, w.BWins, w.Ties, w.Failed, w.AWinRate, w.Interval, w.NetWinRate, w.NetInterval)
        {
            Inconsistent = w.Inconsistent,
            Questions = w.Questions,
            NetOfConsistent = WinCounts.Of(verdicts).NetOfConsistent,
            Judged = WinShares.OfJudged(verdicts, _seed),
            Consistent = w.Inconsistent == 0 ? null : WinShares.OfConsistent(verdicts, _seed),
            LengthControlled = LengthControlled(c, [.. verdicts.Where(v => v.Preference != Preference.Failed)]),
            P = w.SignTestP,
        };
    }

    private LengthControlledWinRate? LengthControlled(PlannedComparison c, Verdict[] told)
    {
        if (told.Length < 2) return null;
        var (a, b) = (_lengths[c.AnswersA.Key], _lengths[c.AnswersB.Key]);
        return LengthControlledWinRate.Of(
            [.. told.Select(v => v.Preference switch { Preference.A => 1, Preference.B => 0, _ => 0.5 })],
            [.. told.Select(v => (double)(a[(v.QuestionId, v.Sample)] - b[(v.QuestionId, v.Sample)]))]);
    }
}
