using AlwaysOnPolicy.Evaluation.Statistics;
using AlwaysOnPolicy.Reports.Records;
using AlwaysOnPolicy.Reports.Text;

namespace AlwaysOnPolicy.Reports.Tests;

public sealed class HeadlineTests
{
    [Fact]
    public void An_interval_beyond_zero_names_the_one_ahead()
    {
        var headline = Of(SampleReport.Full, "AOP against SOP");
        headline.Text.ShouldStartWith(
            "After iteration 2, AOP won 30.0 % of 100 judged answers (95 % interval 22.0 to 38.0), SOP 10.0 %; 58.0 % tied, 2.0 % had no verdict: " +
            "AOP is ahead (+20.0 points, 95 % interval +10.0 to +30.0, corrected p 0.002).");
        headline.Arm.ShouldBe("aop");
    }

    [Fact]
    public void An_interval_that_holds_zero_shows_no_difference()
    {
        var headline = Of(SampleReport.Full, "SOP against vanilla");
        headline.Text.ShouldContain("no difference is shown (0.0 points, 95 % interval −10.0 to +10.0, which holds 0).");
        headline.Arm.ShouldBe("");
    }

    [Fact]
    public void Being_behind_is_said_and_so_are_the_iterations_before() => Of(SampleReport.Full, "AOP against vanilla").Text
        .ShouldEndWith("vanilla is ahead (−20.0 points, 95 % interval −30.0 to −10.0, corrected p 0.002). Earlier, no difference was shown after iteration 1.");

    [Fact]
    public void The_weakest_domains_have_a_sentence() => Of(SampleReport.Full, "AOP against SOP").Text
        .ShouldEndWith("In the weakest domains no difference is shown (0.0 points, 95 % interval −10.0 to +10.0, which holds 0).");

    [Fact]
    public void An_arm_ahead_of_aop_comes_with_what_it_means_and_what_to_run_next() => Of(SampleReport.Full, "What it means").Text
        .ShouldStartWith("Here the prompts of vanilla taught more than those of AOP. One run is one draw of data, prompts and training, and the " +
            "intervals say " +
            "nothing of other draws: repeat it with --seeds");

    [Fact]
    public void Where_no_two_are_told_apart_the_smallest_difference_that_could_show_is_named()
    {
        // 100 questions, 58 of them decided: √(7.8489 · 0.58 / (100 + 7.8489)) = 0.2054, where 7.8489 = (1.95996 + 0.84162)².
        var data = SampleReport.Empty with { Comparisons = [SampleReport.Row("aop", "sop", 1, 30, 28, 42, 0)] };
        Of(data, "What it means").Text.ShouldStartWith(
            "AOP and SOP may be alike, or the run too small to tell: a difference of less than about 20.5 points hardly shows here.");
    }

    [Fact]
    public void Where_no_two_are_told_apart_the_questions_that_would_tell_are_counted() =>
        // 58 of 100 decided: 7.848879 · (0.58 − 0.0025) / 0.0025 = 1813.1.
        Of(SampleReport.Empty with { Comparisons = [SampleReport.Row("aop", "sop", 1, 30, 28, 42, 0)] }, "What it means").Text
            .ShouldContain("To see a difference of 5 points in one comparison with a chance of 80 % takes about 1,814 test questions.");

    [Fact]
    public void A_judge_that_goes_by_the_position_is_told_of() =>
        Of(SampleReport.Empty with { PositionBias = new(Proportion.Of(13, 100), 0.12, new(0.05, 0.19), 200) }, "Judge").Text.ShouldBe(
            "Of 100 comparisons with a verdict in both orders, 13.0 % turned with the order (95 % interval 7.8 to 21.0). The answer read first was " +
            "preferred +12.0 points more often than the other (95 % interval +5.0 to +19.0): the judge goes by the position, too.");

    [Fact]
    public void Where_every_comparison_is_a_tie_the_judge_is_doubted()
    {
        var data = SampleReport.Empty with { Comparisons = [SampleReport.Row("aop", "sop", 1, 0, 0, 100, 0)] };
        Of(data, "What it means").Text.ShouldStartWith("Every comparison is a tie: the judge tells no answer from another.");
    }

    [Fact]
    public void Nothing_is_advised_where_aop_is_ahead() =>
        Headline.Of(SampleReport.Empty with { Comparisons = [SampleReport.Row("aop", "sop", 1, 60, 10, 30, 0)] })
            .ShouldNotContain(h => h.About == "What it means");

    [Fact]
    public void Gold_is_told_from_sft_to_the_last_iteration() => Of(SampleReport.Full, "Gold").Text
        .ShouldBe("The true score of the test answers went from 0.500 (SFT) to 0.700 (vanilla), 0.710 (SOP) and 0.720 (AOP); " +
            "in the weakest domains from 0.300 to 0.500 (vanilla), 0.510 (SOP) and 0.520 (AOP).");

    [Theory]
    [InlineData(0.05, 0.15, "a rise")]
    [InlineData(-0.05, 0.15, "no rise shown")]
    [InlineData(-0.15, -0.05, "a fall")]
    public void A_rise_of_reward_is_said_only_where_its_interval_shows_one(double low, double high, string word)
    {
        ArmRow[] arms = [new("sft", 0, null, null, 0, null), new("aop", 1, null, null, 0.1, null) { ProbeGain = (low + high) / 2,
            ProbeGainInterval = new(low, high), ProbeGainP = low * high > 0 ? 0.01 : 0.3 }];
        Of(HolmCorrection.Of(SampleReport.Empty with { Arms = arms }), "Reward on the probe").Text.ShouldEndWith(word + ".");
    }

    [Fact]
    public void A_rise_of_reward_is_said_only_where_it_holds_for_all_arms_and_iterations_together()
    {
        ArmRow Arm(string name, int iteration, double p) => new(name, iteration, null, null, 0.1, null)
        {
            ProbeGain = 0.1,
            ProbeGainInterval = p < 0.05 ? new(0.01, 0.19) : new(-0.05, 0.25),
            ProbeGainP = p,
        };
        ReportData Told(params ArmRow[] arms) => HolmCorrection.Of(SampleReport.Empty with { Arms = [new("sft", 0, null, null, 0, null), .. arms] });
        Of(Told(Arm("aop", 1, 0.02)), "Reward on the probe").Text.ShouldEndWith("AOP +0.100 (+0.010 to +0.190), a rise.");
        Of(Told(Arm("aop", 1, 0.02), Arm("sop", 1, 0.4), Arm("vanilla", 1, 0.5)), "Reward on the probe").Text
            .ShouldContain("AOP +0.100 (+0.010 to +0.190), no rise shown (corrected p 0.060)");
    }

    [Fact]
    public void The_monitors_are_told_by_iteration_and_word_for_word_further_down()
    {
        Of(SampleReport.Full, "Monitors").Text.ShouldBe("They saw nothing wrong in training.");
        var data = SampleReport.Full with
        {
            Monitors =
            [
                .. MonitorNote.Of(["vanilla 2: ppo"], ["a stage's own note", "PPO step 3: Skipped: 2 mini-batches. Try: less.", "PPO step 9: Value head: no."]),
                .. MonitorNote.Of(["sop 1: ppo", "aop 1: ppo"], ["PPO step 1: Skipped: 1 mini-batch.", "PPO step 1: Skipped: 1 mini-batch."]),
            ],
        };
        Of(data, "Monitors").Text.ShouldBe(
            "They warned of vanilla 2 (Skipped, Value head); SOP 1 and AOP 1 (Skipped). Their words, and what to try, are under \"What the monitors said\".");
        var page = SampleReport.Html(data);
        page.ShouldContain("<section id=\"monitors\"");
        page.ShouldContain("<h3>vanilla 2</h3><ul><li>PPO step 3: Skipped: 2 mini-batches. Try: less.</li><li>PPO step 9: Value head: no.</li></ul>");
        page.Split("PPO step 1: Skipped").Length.ShouldBe(2, "said once");
        SampleReport.Html(SampleReport.Full).ShouldNotContain("<section id=\"monitors\"");
    }

    [Fact]
    public void Over_seeds_the_smallest_possible_p_is_named()
    {
        var study = new StudyData([1, 2, 3, 4, 5], [], [new("aop", "sop", 1, 0.002, 0.004, 3, 2, 1), new("aop", "sop", 2, 0.015, 0.004, 5, 0, 0.0625)]);
        Of(SampleReport.Full with { Study = study }, "AOP against SOP").Text.ShouldEndWith(
            "Gold over 5 seeds after iteration 2: AOP minus SOP is +0.015 ± 0.004 (mean ± standard error), AOP ahead in 5 of 5, sign test p 0.063; " +
            "before, +0.002 (3 of 5). With 5 seeds p cannot be below 0.0625.");
    }

    [Fact]
    public void Nothing_measured_nothing_said() => Headline.Of(SampleReport.Empty).ShouldBeEmpty();

    private static Headline Of(ReportData data, string about) => Headline.Of(data).Single(v => v.About == about);

    [Fact]
    public void Of_ppo_alone_it_says_what_became_of_the_reward_and_what_the_monitors_saw()
    {
        var headlines = Headline.Of(SampleReport.Alone);
        headlines.Select(v => v.About).ShouldBe(["Reward", "Distance", "Monitors"]);
        headlines[0].Text.ShouldContain("−3.000 before and 0.500 after: +3.500");
        headlines[0].Text.ShouldEndWith("a rise.");
        headlines[1].Text.ShouldContain("0.250 nats");
        headlines[2].Text.ShouldBe("They saw nothing wrong.");
        Headline.Of(SampleReport.Alone with { Outcome = SampleReport.Alone.Outcome! with { Reward = null, Warnings = ["a", "b"] } })
            .Select(v => v.Text).ShouldBe(
            ["After 5 steps the policy is 0.250 nats an answer away from the reference (KL).", "a b"]);
    }
}
