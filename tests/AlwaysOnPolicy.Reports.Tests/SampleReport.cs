using AlwaysOnPolicy.Evaluation.Judging;
using AlwaysOnPolicy.Evaluation.Statistics;
using AlwaysOnPolicy.Evaluation.WinRates;
using AlwaysOnPolicy.Reports.Pages;
using AlwaysOnPolicy.Reports.Plots;
using AlwaysOnPolicy.Reports.Records;

namespace AlwaysOnPolicy.Reports.Tests;

/// <summary>A report with something in every place, and ways to render it.</summary>
internal static class SampleReport
{
    public static ReportData Full { get; } = new()
    {
        Title = "Sample",
        Facts = [new("seed", "1"), new("iterations", "2")],
        Comparisons = [Row("aop", "sop", 2, 30, 10, 58, 2), Row("aop", "vanilla", 1, 11, 10, 79, 0), Row("aop", "vanilla", 2, 10, 30, 60, 0)],
        Weakest = [Row("aop", "sop", 2, 5, 5, 10, 0)],
        Further = [Row("sop", "vanilla", 1, 20, 20, 60, 0)],
        Arms = [Arm("sft", 0, 0.5), .. new[] { "vanilla", "sop", "aop" }.SelectMany(
            (arm, i) => new[] { Arm(arm, 1, 0.6 + (0.01 * i)), Arm(arm, 2, 0.7 + (0.01 * i)) })],
        SftValidationLoss = [2, 1],
        RewardModel = new(80, 100, 0.8, new(0.7, 0.88)),
        WeakDomains = ["askvet"],
        DomainRewards = [.. from point in new[] { ("aop", 2), ("sft", 0), ("vanilla", 1), ("aop", 1), ("sop", 1) } from domain in new[] { "askhr",
            "askvet" } select new DomainReward(point.Item1, point.Item2, domain, domain == "askvet" ? -1 : 0.5)],
        Training = [.. from arm in new[] { "vanilla", "sop", "aop" } from iteration in new[] { 1, 2 } from step in Enumerable.Range(1, 5) select Step(
            arm, iteration, step)],
        Judges = [Judge("model <one>", inconsistent: 4, refused: 1), Judge("reward", inconsistent: 0, refused: 0)],
        JudgeAgreements = [new("model <one>", "reward", null, new(95, Proportion.Of(80, 95), 0.5, new(0.3, 0.7))),
            new("model <one>", "reward", "askvet", new(0, null, null, null))],
        Samples = [new("askvet", "why is kitten itchy ?", [new("sft", "ask .", 0.1), new("aop", "soothe the litter .", 1)])],
        Prompts =
        [
            new("aop", 1, "law", 30, -0.5, 0.25, "May a landlord raise the rent twice?", new("Who pays <here>?", "no idea", -1.5, "the tenant", 0.75)),
            new("aop", 1, "", 10, null, null, "What now?", null),
            new("vanilla", 1, "law", 40, -0.5, 0, "Can I sue?", null),
        ],
        SampleNote = "Drawn by lot.",
        Ranking = [new(["aop"], 2, 1080, new(1040, 1120)), new(["sop", "aop"], 1, 1010, new(970, 1050)), new(["sft"], 0, 910, new(860, 950))],
        Answers =
        [
            new("askvet", "why is kitten itchy ?", [Answer("sft", "ask .", 0.25), Answer("sop", "act .", -0.5), Answer("aop", "soothe it .", 0)],
                [new("aop", "sop", Preference.B)]),
            new(null, "where ?", [Answer("sft", "here .", 1), Answer("sop", "there .", 2), Answer("aop", "far .", 4)],
                [new("aop", "sop", Preference.Inconsistent)]),
        ],
        Stages = [new("data", "data", 0.5, 1_000_000), new("ppo", "aop 1: ppo", 3, 2_000_000)],
        Notes = ["A note."],
        Settings = "seed: 1\n",
    };

    /// <summary>Of PPO alone.</summary>
    public static ReportData Alone { get; } = new()
    {
        Title = "PPO: model, length 5 words",
        Facts = [new("seed", "1"), new("steps", "5 of 8 answers")],
        Comparisons = [],
        Weakest = [],
        Arms = [],
        Training = [.. Enumerable.Range(1, 5).Select(step => Step("ppo", 1, step))],
        Samples = [new(null, "why ?", [new("before", "ask .", null) { Reward = -3 }, new("after", "act .", null) { Reward = 0.5 }])],
        Outcome = new()
        {
            Steps = 5,
            LastKl = 0.25,
            Reward = new(3, MeanEstimate.Of([-3, -2, -4]), MeanEstimate.Of([0, 0.5, 1]),
            MeanEstimate.Of([3, 2.5, 5]))
        },
    };

    private static JudgeRow Judge(string name, int inconsistent, int refused)
    {
        var failed = 2 + refused;
        var counts = new WinCounts(40, 30, 28 - inconsistent, inconsistent, failed) { Refused = refused };
        var rate = new WinRate(counts.Records, 50, 40, 30, 28 - inconsistent, inconsistent, failed, 0.4, new(0.3, 0.5), 0.1, new(-0.05, 0.25), 0.2);
        var length = new LengthBias(Proportion.Of(45, 60), 0.55, new(0.5, 0.55, 0, 0.4, 30, new(0.4, 0.6)));
        return new(name, [new("aop", "sop", 2, rate, refused, 1, 0, length)],
            [new(null, counts, 1, 0, inconsistent == 0 ? null : new(Proportion.Of(inconsistent, 96), 0.125, new(0.05, 0.2), 190), length),
                new("askvet", counts, 1, 0, null, new(null, null, null))]);
    }

    public static ReportData Empty { get; } = new() { Title = "Empty", Facts = [], Comparisons = [], Weakest = [], Arms = [] };

    public static ComparisonRow Row(string a, string b, int iteration, int wins, int losses, int ties, int failed)
    {
        double n = wins + losses + ties + failed;
        var net = (wins - losses) / n;
        return new(a, b, iteration, (int)n, wins, losses, ties, failed, wins / n, new((wins / n) - 0.08, (wins / n) + 0.08), net, new(net - 0.1, net + 0.1))
        {
            Questions = (int)n,
            Judged = Shares(wins, losses, ties),
            LengthControlled = failed == n ? null : new(0.6, (wins + (ties / 2.0)) / (n - failed), 0.405, 0.3, 12.5, new(0.55, 0.65)),
            P = Binomial.SignTestP(wins, losses),
            HolmP = Binomial.SignTestP(wins, losses),
        };
    }

    /// <summary>Null of no verdicts.</summary>
    public static WinShares? Shares(int wins, int losses, int ties)
    {
        double n = wins + losses + ties;
        Interval Around(double share) => new(Math.Max(0, share - 0.05), Math.Min(1, share + 0.05));
        return n == 0 ? null : new((int)n, wins / n, Around(wins / n), losses / n, Around(losses / n), ties / n, Around(ties / n));
    }

    public static TrainingPoint Step(string arm, int iteration, int step, double ratio = 1) =>
        new(arm, iteration, step, 0.1 * step, 0.5, 1.0 / step, -0.01, ratio, 0.3, 0.01, -0.2, 12, 8, iteration == 2 && step == 3 ? 1 : 0);

    public static string Html(ReportData data) => HtmlReport.Render(data, new ReportPlots(data));

    public static string Markdown(ReportData data) => MarkdownReport.Render(data, new ReportPlots(data));

    private static SampleAnswer Answer(string arm, string text, double reward) => new(arm, text, null) { Reward = reward };

    private static ArmRow Arm(string arm, int iteration, double gold) => new(arm, iteration, gold, gold - 0.2, gold - 0.5, new Interval(gold - 0.6, gold - 0.4))
    {
        GoldInterval = new(gold - 0.02, gold + 0.02),
        GoldWeakestInterval = new(gold - 0.25, gold - 0.15),
        ProbeGain = iteration == 0 ? null : 0.1,
        ProbeGainInterval = iteration == 0 ? null : new(0.05, 0.15),
        ProbeGainP = iteration == 0 ? null : 0.0001,
        ProbeGainHolmP = iteration == 0 ? 1 : 0.0006,
    };
}
