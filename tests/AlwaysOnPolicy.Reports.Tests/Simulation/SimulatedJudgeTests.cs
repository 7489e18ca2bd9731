using System.Globalization;
using AlwaysOnPolicy.Evaluation.Judging;
using AlwaysOnPolicy.Evaluation.Statistics;
using AlwaysOnPolicy.Evaluation.WinRates;
using AlwaysOnPolicy.Randomness;
using AlwaysOnPolicy.Reports.Records;

namespace AlwaysOnPolicy.Reports.Tests.Simulation;

/// <summary>Judges with known faults on policies with a known win rate: what a report says of them is held against what is true.</summary>
public sealed class SimulatedJudgeTests(ITestOutputHelper output)
{
    private const int Questions = 150;
    private const double Wins = 0.40, Losses = 0.30;   // the other records are ties

    [Fact]
    public Task Intervals_cover_the_truth_in_a_few_repetitions() => CoverageAsync(60);

    [Fact(Explicit = true)]
    public Task Intervals_cover_the_truth_in_500_repetitions() => CoverageAsync(500);

    [Fact]
    public Task Of_a_few_reports_on_equal_arms_hardly_any_says_that_one_is_ahead() =>
        NullAsync(40, most: 6);   // each with a chance of 0.05, more than 6 of 40 have one of 0.3 %

    [Fact(Explicit = true)]
    public Task Of_500_reports_on_equal_arms_at_most_one_in_twenty_says_that_one_is_ahead() => NullAsync(500, most: 25);

    private async Task CoverageAsync(int repetitions)
    {
        using var judge = new SimulatedJudge(failure: 0.03, position: 0.15, error: 0.1);
        using var byLength = new SimulatedJudge(failure: 0, position: 0, error: 0, skill: 0.4, length: 1);
        var truth = Truth(judge, 0.03);
        var covered = new SortedDictionary<string, int>(StringComparer.Ordinal);
        void Count(string name, bool holds) => covered[name] = covered.GetValueOrDefault(name) + (holds ? 1 : 0);

        for (var r = 0; r < repetitions; r++)
        {
            var verdicts = await JudgeAsync(judge, JudgeOrders.Both, Pairs($"coverage {r}", Wins, Losses), r);
            var rate = WinRate.Count(verdicts, seed: (ulong)r, draws: 1000);
            var bias = PositionBias.Of(verdicts, seed: (ulong)r)!;
            Count("win rate, both orders", rate.Interval.Contains(truth.Wins));
            Count("difference, both orders", rate.NetInterval.Contains(truth.Wins - truth.Losses));
            Count("flip rate", bias.Flips!.Interval.Contains(truth.Flips));
            Count("position bias", bias.Interval.Contains(0.15));

            var single = await JudgeAsync(judge, JudgeOrders.Single, Pairs($"single {r}", Wins, Losses), r);
            Count("position bias, single order", PositionBias.Of(single, seed: (ulong)r)!.Interval.Contains(0.15));
            // By lot the bias cancels: of the readings with a verdict, 85 % · 90 % say what is true.
            Count("difference, single order", WinRate.Count(single, (ulong)r, 1000).NetInterval.Contains(0.97 * 0.85 * 0.9 * (Wins - Losses)));

            var (pairs, lengths) = OfUnlikeLengths($"length {r}");
            var ours = await JudgeAsync(byLength, JudgeOrders.Single, pairs, r);
            var controlled = LengthControlledWinRate.Of([.. ours.Select(v => v.Preference == Preference.A ? 1.0 : 0)], lengths)!;
            Count("length-controlled win rate", controlled.Interval.Contains(1 / (1 + Math.Exp(-0.4))));
            Count("raw win rate under length bias (must not cover)", Wilson.Interval(ours.Count(v => v.Preference == Preference.A), ours.Count)
                .Contains(1 / (1 + Math.Exp(-0.4))));
        }

        foreach (var (name, count) in covered) output.WriteLine($"{name}: {(double)count / repetitions:0.000} of {repetitions}");
        var least = 0.95 - (3 * Math.Sqrt(0.95 * 0.05 / repetitions));
        foreach (var (name, count) in covered.Where(c => !c.Key.Contains("must not", StringComparison.Ordinal)))
            ((double)count / repetitions).ShouldBeGreaterThanOrEqualTo(least, name);
        covered["raw win rate under length bias (must not cover)"].ShouldBeLessThan(covered["length-controlled win rate"]);
    }

    /// <summary>Four arms, each pair after two iterations, on all questions and on the weakest third; judged by a judge with every fault.</summary>
    private async Task NullAsync(int reports, int most)
    {
        using var judge = new SimulatedJudge(failure: 0.03, position: 0.15, error: 0.1);
        var (corrected, uncorrected) = (0, 0);
        for (var r = 0; r < reports; r++)
        {
            var rows = new List<ComparisonRow>();
            var weakest = new List<ComparisonRow>();
            for (var comparison = 0; comparison < 12; comparison++)
            {
                var verdicts = await JudgeAsync(judge, JudgeOrders.Both, Pairs($"null {r} {comparison}", 0.35, 0.35), r);
                rows.Add(Row(comparison, verdicts));
                weakest.Add(Row(comparison, [.. verdicts.Take(Questions / 3)]));
            }
            var data = HolmCorrection.Of(SampleReport.Empty with { Comparisons = rows, Weakest = weakest });
            if (data.Comparisons.Concat(data.Weakest).Any(c => c.Told)) corrected++;
            if (rows.Concat(weakest).Any(c => !c.NetInterval.Contains(0))) uncorrected++;
        }
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"of {reports} reports with 24 comparisons of equal arms, {corrected} say that one is ahead; by their intervals alone {uncorrected} would"));
        corrected.ShouldBeLessThanOrEqualTo(most);
        uncorrected.ShouldBeGreaterThan(reports / 4);   // else there would be nothing to correct
    }

    private static ComparisonRow Row(int number, IReadOnlyList<Verdict> verdicts)
    {
        var w = WinRate.Count(verdicts, seed: (ulong)number, draws: 300);
        return new($"a{number}", $"b{number}", 1, w.Prompts, w.AWins, w.BWins, w.Ties, w.Failed, w.AWinRate, w.Interval, w.NetWinRate, w.NetInterval)
        { P = w.SignTestP };
    }

    /// <summary>By the chances of two independent readings.</summary>
    private static (double Wins, double Losses, double Flips) Truth(SimulatedJudge judge, double failure)
    {
        var (wins, losses, flips) = (0.0, 0.0, 0.0);
        foreach (var (truth, share) in new[] { (Preference.A, Wins), (Preference.B, Losses), (Preference.Tie, 1 - Wins - Losses) })
        {
            var (one, other) = (judge.Chances(truth, aFirst: true), judge.Chances(truth, aFirst: false));
            wins += share * one.A * other.A;
            losses += share * one.B * other.B;
            flips += share * (1 - (one.A * other.A) - (one.B * other.B) - (one.Tie * other.Tie));
        }
        var both = (1 - failure) * (1 - failure);
        return (both * wins, both * losses, flips);
    }

    private static Task<IReadOnlyList<Verdict>> JudgeAsync(SimulatedJudge judge, JudgeOrders orders, IReadOnlyList<Comparison> pairs, int repetition) =>
        new ChatJudge(judge, new() { Concurrency = 1, Orders = orders, FailuresInARow = 100, Retries = new() { UnreadableRetries = 0 } }, (ulong)repetition)
            .JudgeAsync(pairs, default);

    private static Comparison[] Pairs(string name, double wins, double losses)
    {
        var random = SeededRandom.For(1, "simulated pairs", name);
        return [.. Enumerable.Range(0, Questions).Select(i =>
        {
            var drawn = random.NextDouble();
            var (a, b) = drawn < wins ? ("good 1", "bad 2") : drawn < wins + losses ? ("bad 1", "good 2") : ("same 1", "same 2");
            return new Comparison(new($"q{i}", null, $"{name}, question {i}"), 0, a, true, b, true);
        })];
    }

    /// <summary>Our answers are 60 characters longer on average, so that a judge who likes length likes them.</summary>
    private static (Comparison[] Pairs, double[] Differences) OfUnlikeLengths(string name)
    {
        var random = SeededRandom.For(1, "simulated lengths", name);
        (int Ours, int Theirs)[] lengths = [.. Enumerable.Range(0, 2 * Questions).Select(_ => (360 + random.Next(200), 300 + random.Next(200)))];
        return ([.. lengths.Select((l, i) => new Comparison(
            new($"q{i}", null, $"{name}, question {i}"), 0, $"ours {l.Ours}", true, $"theirs {l.Theirs}", true))],
            [.. lengths.Select(l => (double)(l.Ours - l.Theirs))]);
    }
}
