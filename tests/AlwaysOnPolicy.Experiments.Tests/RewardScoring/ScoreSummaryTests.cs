using AlwaysOnPolicy.Experiments.RewardScoring;

namespace AlwaysOnPolicy.Experiments.Tests.RewardScoring;

public sealed class ScoreSummaryTests
{
    private static ScoredAnswer Answer(int i, double reward, string? answer = null, string? domain = null) =>
        new($"q{i}", domain, $"question {i}", null, answer ?? $"answer {i:D2}", reward);

    [Fact]
    public void Rewards_are_summed_up_as_a_whole_and_by_domain()
    {
        var summary = ScoreSummary.Of([Answer(0, 1, domain: "vet"), Answer(1, 2, domain: "bake"), Answer(2, 3, domain: "vet"), Answer(3, 6, domain: "vet")]);
        (summary.All.Answers, summary.All.Mean).ShouldBe((4, 3));
        summary.All.StandardDeviation!.Value.ShouldBe(Math.Sqrt(14 / 3.0), 1e-12);
        summary.All.Quantiles.ShouldBe([1, 1.15, 1.75, 2.5, 3.75, 5.55, 6], 1e-12);   // position 3 · share between 1 2 3 6
        summary.Domains.Keys.ShouldBe(["bake", "vet"]);
        (summary.Domains["vet"].Answers, summary.Domains["vet"].Mean, summary.Domains["bake"].StandardDeviation).ShouldBe((3, 10 / 3.0, null));
        summary.Warnings.ShouldBeEmpty();
    }

    [Fact]
    public void Answers_to_one_question_are_not_independent()
    {
        // Two questions of two answers each: sums of deviations −4 and 4, √(2/1 · 32) / 4 = 2, and t with one degree of freedom is 12.706.
        ScoredAnswer[] answers = [Answer(0, 1), Answer(0, 1, "x"), Answer(1, 5), Answer(1, 5, "y")];
        var interval = ScoreSummary.Of(answers).All.Interval!.Value;
        interval.Low.ShouldBe(3 - (2 * 12.7062), 1e-3);
        interval.High.ShouldBe(3 + (2 * 12.7062), 1e-3);
    }

    [Fact]
    public void Every_reward_lies_in_one_bin()
    {
        var bins = ScoreSummary.Of([.. Enumerable.Range(0, 31).Select(i => Answer(i, i))]).Histogram;
        bins.Count.ShouldBe(15);   // of width 2, and the largest reward in the last one
        bins.Select(b => b.Answers).ShouldBe([.. Enumerable.Repeat(2, 14), 3]);
        (bins[0].From, bins[^1].To).ShouldBe((0, 30));
        ScoreSummary.Of([Answer(0, 1), Answer(1, 1)]).Histogram.ShouldBe([new ScoreBin(1, 1, 2)]);
    }

    [Fact]
    public void A_saturated_model_is_told()
    {
        static ScoredAnswer[] Of(int atTheTop) => [.. Enumerable.Range(0, 20).Select(i => Answer(i, i < atTheTop ? 0.995 + (i * 1e-5) : 0.02 * i))];
        ScoreSummary.Of(Of(12)).Warnings.ShouldContain("12 of 20 different answers get the highest reward, about 0.995: the model is saturated and " +
            "hardly tells them apart.");
        ScoreSummary.Of(Of(3)).Warnings.ShouldNotContain(w => w.Contains("saturated"));
        ScoreSummary.Of([.. Enumerable.Range(0, 20).Select(i => Answer(i, 1))]).Warnings.ShouldContain(w => w.Contains("All 20 different answers"));
    }

    [Fact]
    public void Repeated_and_empty_answers_are_told()
    {
        static IReadOnlyList<string> Of(int same, string words) =>
            ScoreSummary.Of([.. Enumerable.Range(0, 20).Select(i => Answer(i, i, i < same ? words : null))]).Warnings;
        Of(4, "so").ShouldContain(w => w.StartsWith("3 of 20 answers repeat", StringComparison.Ordinal));
        Of(3, "so").ShouldBeEmpty();
        Of(1, " ").ShouldBe(["1 of 20 answers are empty; they are scored like the others."]);
    }

    [Theory]
    [InlineData(1, "rise", "more")]
    [InlineData(-1, "fall", "less")]
    public void Rewards_that_follow_length_are_told(int sign, string way, string learns)
    {
        var warning = ScoreSummary.Of([.. Enumerable.Range(1, 30).Select(i => Answer(i, sign * (i + (i % 3)), new string('x', i)))]).Warnings
            .ShouldHaveSingleItem();
        warning.ShouldContain($"Rewards {way} with the answers' length");
        warning.ShouldEndWith($"may only learn to write {learns}.");
        ScoreSummary.Of([.. Enumerable.Range(1, 30).Select(i => Answer(i, sign * (i * 7 % 30), new string('x', i)))]).Warnings.ShouldBeEmpty();
    }
}
