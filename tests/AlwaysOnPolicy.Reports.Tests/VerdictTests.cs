using AlwaysOnPolicy.Reports.Records;
using AlwaysOnPolicy.Reports.Text;

namespace AlwaysOnPolicy.Reports.Tests;

public sealed class VerdictTests
{
    private static readonly ComparisonRow s_ahead = SampleReport.Row("aop", "sop", 2, 30, 10, 60, 0),
        s_behind = SampleReport.Row("vanilla", "aop", 2, 30, 10, 60, 0),
        s_untold = SampleReport.Row("aop", "sop", 2, 30, 28, 42, 0), s_tied = SampleReport.Row("aop", "sop", 2, 0, 0, 100, 0);

    private static ReportData Compared(params ComparisonRow[] rows) => SampleReport.Empty with { Comparisons = rows };

    private static ReportData Over(int seeds, params ComparisonRow[] rows) =>
        Compared([.. rows.Select(r => r with { Questions = 0 })]) with { Study = new([.. Enumerable.Range(1, seeds).Select(s => (ulong)s)], [], []) };

    [Fact]
    public void It_says_who_is_ahead_by_how_much_and_over_how_many_seeds()
    {
        Verdict.Of(Compared(s_ahead))!.Outcome.ShouldBe(
            "AOP is ahead of SOP (by 20.0 points, 95 % interval 10.0 to 30.0, corrected p 0.002), in points of win rate after iteration 2, over one seed.");
        Verdict.Of(Over(5, s_behind))!.Outcome.ShouldBe(
            "AOP is behind vanilla (by 20.0 points, 95 % interval 10.0 to 30.0, corrected p 0.002), in points of win rate after iteration 2, over 5 seeds.");
        Verdict.Of(Compared(s_untold))!.Outcome.ShouldBe(
            "AOP is not told apart from SOP (+2.0 points, 95 % interval −8.0 to +12.0), in points of win rate after iteration 2, over one seed.");
    }

    [Fact]
    public void Many_arms_are_counted_and_the_clearest_difference_is_told() =>
        Verdict.Of(Compared([.. "abcd".Select((arm, i) => SampleReport.Row("aop", $"{arm}", 1, 30 + i, 10, 60 - i, 0))]))!.Outcome.ShouldStartWith(
            "AOP is ahead of 4 of 4 arms, most clearly d (by 23.0 points, 95 % interval 13.0 to 33.0, corrected p below 0.001)");

    [Fact]
    public void Without_aop_the_first_arm_is_held_against_the_others() =>
        Verdict.Of(Compared(SampleReport.Row("mine", "vanilla", 1, 30, 10, 60, 0)))!.Outcome.ShouldStartWith("mine is ahead of vanilla");

    [Fact]
    public void What_to_do_next_goes_by_what_came_out()
    {
        Verdict.Of(Compared(s_ahead))!.Next.ShouldStartWith("Next: repeat it with --seeds");
        Verdict.Of(Over(2, s_ahead))!.Next.ShouldStartWith("Next: run more seeds (five or more); with 2");
        Verdict.Of(Over(5, s_ahead))!.Next.ShouldStartWith("Next: read the answers side by side");
        Verdict.Of(Over(5, s_behind))!.Next.ShouldStartWith("Next: read \"What it means\" below, and vary one thing at a time");
        Verdict.Of(Over(5, s_untold))!.Next.ShouldBe(
            "Next: run more seeds or more test questions; with these a difference of less than about 10.0 points hardly shows.");
        Verdict.Of(Over(5, s_tied))!.Next.ShouldStartWith("Next: read the answers side by side; where they differ, the judge is too coarse");
        Verdict.Of(Compared(SampleReport.Row("aop", "sop", 1, 0, 0, 0, 40)))!.Next.ShouldStartWith("Next: look at the notes");
    }

    [Fact]
    public void What_spoils_everything_goes_first()
    {
        var guessing = Over(5, s_ahead) with { SftValidationLoss = [6.9, 6.1, 6.0], VocabularySize = 1000 };
        Verdict.Of(guessing)!.Next.ShouldStartWith("Next: mend the fine-tuning before all else");
        Headline.Of(guessing)[0].About.ShouldBe("What it means: the fine-tuning");
        var byChance = Over(5, s_ahead) with { RewardModel = new(16, 30, 0.53, new(0.36, 0.7)) };
        Verdict.Of(byChance)!.Next.ShouldStartWith("Next: mend the reward model before all else; it is right on 16 of 30 held-out pairs");
        Headline.Of(byChance)[0].Text.ShouldContain("(95 % interval 36.0 to 70.0 %)");
    }

    [Fact]
    public void One_arm_is_told_against_sft() => Verdict.Of(SampleReport.Full with
    {
        Comparisons = [],
        Further = [],
        Arms = [.. SampleReport.Full.Arms.Where(a => a.Arm is "sft" or "aop")]
    })!.Outcome.ShouldBe(
            "Nothing was compared: the run has only one arm. AOP against SFT: A rise (+0.100, 95 % interval +0.050 to +0.150) in mean reward on the " +
                "probe after " +
            "iteration 2, over one seed.");

    [Theory]
    [InlineData(0.5, 1.5, "A rise (+1.000, 95 % interval +0.500 to +1.500) in mean reward, from 0.000 to 1.000 on 9 held-out prompts, after 5 steps of PPO",
        "read the answers before and after")]
    [InlineData(-1.5, -0.5, "A fall (−1.000,", "lower ppo.learning_rate")]
    [InlineData(-0.5, 1, "No change is shown (+0.250,", "train for more steps")]
    public void Of_ppo_alone_it_says_what_became_of_the_reward(double low, double high, string outcome, string next)
    {
        var gain = (low + high) / 2;
        var verdict = Verdict.Of(SampleReport.Alone with
        {
            Outcome = new()
            {
                Steps = 5,
                LastKl = 0,
                Reward = new(9, new(9, 0, null, null), new(9, gain, null, null), new(9, gain, null, new(low, high)) { P = low * high > 0 ? 0.01 : 0.3 })
                { HeldOut = true },
            },
        })!;
        verdict.Outcome.ShouldStartWith(outcome);
        verdict.Next.ShouldStartWith($"Next: {next}");
    }
}
