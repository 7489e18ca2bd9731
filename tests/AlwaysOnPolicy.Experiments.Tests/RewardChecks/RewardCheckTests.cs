using AlwaysOnPolicy.Evaluation.Statistics;
using AlwaysOnPolicy.Experiments.RewardChecks;
using AlwaysOnPolicy.Learning.Ppo;
using AlwaysOnPolicy.Randomness;

namespace AlwaysOnPolicy.Experiments.Tests.RewardChecks;

public sealed class RewardCheckTests
{
    private static readonly RewardUse s_use = new(new PpoOptions());

    /// <summary>64 prompts with 4 answers each, of 5 to 14 tokens; the score is a function of a number of mean 0 and deviation 1, prompt and length.</summary>
    private static RewardCheck Look(Func<double, int, int, double> score, RewardUse? use = null) =>
        RewardCheck.Of(RewardFigures.Of(Answers(score)), use ?? s_use);

    private static List<CheckedAnswer> Answers(Func<double, int, int, double> score)
    {
        var random = SeededRandom.For(1, "reward check tests");
        return [.. Enumerable.Range(0, 256).Select(i =>
        {
            var (z, tokens) = (Enumerable.Range(0, 12).Sum(_ => random.NextDouble()) - 6, 5 + random.Next(10));
            return new CheckedAnswer($"prompt {i / 4}", $"answer {i}", tokens, true, score(z, i / 4, tokens));
        })];
    }

    [Fact]
    public void Spread_within_a_prompt_is_told_from_spread_between_prompts()
    {
        CheckedAnswer Of(string prompt, string answer, int tokens, double score, double? half = null) => new(prompt, answer, tokens, tokens < 4, score, half);
        var figures = RewardFigures.Of([Of("a", "x", 1, 1, 0), Of("a", "y", 3, 3, 3), Of("b", "x", 2, 10), Of("b", "x", 2, 10), Of("b", "z", 4, 13, 14)]);
        (figures.Prompts, figures.Answers, figures.DifferentAnswers, figures.NotFinite).ShouldBe((2, 5, 4, 0));
        (figures.Mean, figures.Least, figures.Largest, figures.DistinctScores).ShouldBe((7.4, 1, 13, 4));
        figures.Deviation.ShouldBe(Math.Sqrt(((6.4 * 6.4) + (4.4 * 4.4) + (2 * 2.6 * 2.6) + (5.6 * 5.6)) / 4), 1e-12);
        figures.WithinDeviation.ShouldBe(Math.Sqrt((2 + 6) / 3.0), 1e-12);   // 1 and 3 round 2, 10, 10 and 13 round 11; 5 − 2 degrees of freedom
        figures.BetweenShare.ShouldBe(1 - (8 / 3.0 / (figures.Deviation * figures.Deviation)), 1e-12);
        (figures.EqualPairs!.Count, figures.EqualPairs.Total).ShouldBe((0, 2));
        figures.LengthSlope.ShouldBe((2 + 4) / (2 + (8 / 3.0)), 1e-12);
        figures.LengthExplains.ShouldBe(36 / (8 * (2 + (8 / 3.0))), 1e-12);
        (figures.CutShare, figures.AtLeast, figures.AtLargest).ShouldBe((0.2, 0.25, 0.25));
        figures.HalfWins!.Mean.ShouldBe((0 + 0.5 + 1) / 3);
    }

    [Fact]
    public void A_reward_of_mean_0_and_deviation_1_is_fit()
    {
        var check = Look((z, _, _) => z);
        check.Verdict.ShouldBe(RewardVerdict.Fit);
        check.Settings.ShouldBeEmpty();
        check.Findings.ShouldBeEmpty();
        check.Sentence().ShouldBe("Reward fit: fit for PPO.");
    }

    [Theory, InlineData(100, 0), InlineData(0.01, 0), InlineData(1, 50), InlineData(-30, -1000)]
    public void Another_unit_or_zero_is_put_right_by_the_settings_that_are_named(double factor, double offset)
    {
        var check = Look((z, _, _) => (factor * z) + offset);
        check.Verdict.ShouldBe(RewardVerdict.FitWithSettings);
        check.Settings.Select(s => s.Name).ShouldBe(["ppo.score_factor", "ppo.score_offset"]);
        var numbers = check.Settings.Select(s => double.Parse(s.Value, System.Globalization.CultureInfo.InvariantCulture)).ToArray();
        var cured = RewardUseOf(new() { ScoreFactor = numbers[0], ScoreOffset = numbers[1] });
        var (mean, deviation) = RewardCheck.Used(check.Figures, cured.Ppo);
        mean.ShouldBe(0, 0.05);
        deviation.ShouldBe(1, 0.01);
        Look((z, _, _) => (factor * z) + offset, cured).Verdict.ShouldBe(RewardVerdict.Fit);
        Look((z, _, _) => (factor * z) + offset, RewardUseOf(new() { ScoreScaling = true, ScoreNorm = true })).Verdict.ShouldBe(RewardVerdict.Fit);
    }

    [Fact]
    public void What_is_advised_is_what_is_off()
    {
        Look((z, _, _) => z + 50, RewardUseOf(new() { ScoreScaling = true })).Settings.ShouldBe([new("ppo.score_norm", "true")]);
        Look((z, _, _) => z + 50, s_use with { StandardiseSetting = "reward.standardise" }).Settings.ShouldBe([new("reward.standardise", "true")]);
    }

    [Fact]
    public void A_reward_that_length_explains_is_not_fit_unless_that_is_meant()
    {
        Look((_, _, tokens) => tokens).Verdict.ShouldBe(RewardVerdict.NotFit);
        Look((_, _, tokens) => (tokens - 10) / 3.0, s_use with { LengthIsMeant = true }).Verdict.ShouldBe(RewardVerdict.Fit);
        var part = Look((z, _, tokens) => z + (0.5 * (tokens - 9.5)));
        part.Verdict.ShouldBe(RewardVerdict.FitWithSettings);
        var penalty = part.Settings.Single();
        penalty.Name.ShouldBe("ppo.length_penalty");
        double.Parse(penalty.Value, System.Globalization.CultureInfo.InvariantCulture).ShouldBe(0.5, 0.1);
        var falls = Look((z, _, tokens) => z - (0.5 * (tokens - 9.5)));
        falls.Verdict.ShouldBe(RewardVerdict.Fit);   // there is no setting against it, and short answers may be what is wanted
        falls.Remarks.ShouldHaveSingleItem().ShouldContain("It falls with the answer's length");
    }

    [Fact]
    public void A_reward_that_prompts_decide_is_compared_within_them()
    {
        var check = Look((z, prompt, _) => z + (8 * (prompt % 5)) - 16);
        check.Figures.BetweenShare.ShouldBeGreaterThan(0.95);
        check.Settings.Select(s => s.ToString()).ShouldContain("ppo.advantages=rloo");
        Look((z, prompt, _) => (z + (8 * (prompt % 5)) - 16) / 4, RewardUseOf(new() { Advantages = AdvantageEstimator.Rloo, AnswersPerPrompt = 4 }))
            .Verdict.ShouldBe(RewardVerdict.Fit);
    }

    [Fact]
    public void Two_grades_are_fit_and_a_cut_is_not()
    {
        Look((z, _, _) => z > 0 ? 1 : 0).Verdict.ShouldBe(RewardVerdict.Fit);
        Look((z, prompt, _) => prompt == 3 && z > 0 ? 1 : 0).Findings[0].ShouldContain("score the same, so few steps have something to learn from");
        var cut = Look((z, _, _) => Math.Min(z, 0));
        cut.Verdict.ShouldBe(RewardVerdict.NotFit);
        cut.Findings[0].ShouldContain("get the highest score, about 0: it is saturated");
    }

    [Fact]
    public void What_nothing_can_be_learnt_from_is_told_from_a_policy_that_says_one_thing()
    {
        Look((z, _, _) => 1e6 + (1e-3 * z)).Findings.ShouldHaveSingleItem().ShouldStartWith("All 256 different answers");   // float32 tells them not apart
        Look((z, prompt, _) => prompt == 0 ? double.NaN : z).Findings.ShouldHaveSingleItem().ShouldStartWith("4 of 256 answers score no finite number");
        var same = RewardCheck.Of(RewardFigures.Of([.. Enumerable.Range(0, 8).Select(i => new CheckedAnswer($"prompt {i / 4}", "yes", 1, true, 1))]), s_use);
        same.Verdict.ShouldBe(RewardVerdict.Unusable);
        same.Findings.ShouldHaveSingleItem().ShouldStartWith("the policy gives one answer to each prompt");
    }

    [Fact]
    public void A_reward_that_may_hit_rarely_is_a_warning_with_the_most_that_steps_can_learn_from()
    {
        var rare = Look((_, _, _) => 0, RewardUseOf(new() { BatchSize = 16 }));
        rare.Verdict.ShouldBe(RewardVerdict.NotFit);
        rare.Settings.ShouldBeEmpty();
        // Wilson's upper end for 0 of 256 is z²/(n + z²) = 3.8415/259.84 = 1.48 %; of 16 answers one is such with 1 − 0.9852^16 = 21.2 %.
        var said = rare.Findings.ShouldHaveSingleItem();
        said.ShouldStartWith("All 256 different answers to 64 prompts score 0. ");
        said.ShouldContain("at most 1.5 % of the answers (95 %), and at most 21.2 % of the steps of 16 answers");
    }

    [Fact]
    public void A_turned_sign_is_told_by_the_pairs_that_were_held_out()
    {
        Look((z, _, _) => z, s_use with { Agreement = Proportion.Of(20, 60) }).Findings.ShouldHaveSingleItem().ShouldContain("rejected answer in 40 of 60");
        Look((z, _, _) => z, s_use with { Agreement = Proportion.Of(28, 60) }).Verdict.ShouldBe(RewardVerdict.Fit);   // chance
    }

    private static RewardUse RewardUseOf(PpoOptions ppo) => new(ppo);
}
