using AlwaysOnPolicy.Experiments.Loop;
using AlwaysOnPolicy.Experiments.Loop.Settings;

namespace AlwaysOnPolicy.Experiments.Tests.Loop;

public sealed class ExperimentPlanTests
{
    private static readonly ExperimentPlan s_plan = ExperimentPlan.Build(TinyExperiment.Settings());

    [Fact]
    public void The_first_iteration_of_sop_and_of_aop_is_one_stage_in_every_part()
    {
        s_plan.Policies[("sop", 1)].ShouldBe(s_plan.Policies[("aop", 1)]);
        s_plan.Prompts[("sop", 1)].ShouldBe(s_plan.Prompts[("aop", 1)]);
        s_plan.TestAnswers[("sop", 1)].ShouldBe(s_plan.TestAnswers[("aop", 1)]);
        s_plan.Plan.NodeOf(s_plan.Policies[("aop", 1)].Stage).Labels.ShouldBe(["sop 1: ppo", "aop 1: ppo"]);
    }

    [Fact]
    public void Later_iterations_of_sop_and_of_aop_differ() => s_plan.Policies[("sop", 2)].ShouldNotBe(s_plan.Policies[("aop", 2)]);

    [Fact]
    public void Vanilla_shares_no_training_with_the_others() =>
        s_plan.Plan.Nodes.Where(n => n.Id.Name == "ppo" && n.Labels.Any(l => l.StartsWith("vanilla", StringComparison.Ordinal)))
            .ShouldAllBe(n => n.Labels.Count == 1);

    [Fact]
    public void Sop_asks_its_author_about_the_sft_policy_each_time_and_aop_about_the_current_one()
    {
        string[] Sources(string arm, int iteration) =>
            [.. s_plan.Plan.NodeOf(s_plan.Prompts[(arm, iteration)].Set).Inputs.Where(n => n.Id.Name == "scores").SelectMany(n => n.Labels)];
        Sources("sop", 2).ShouldContain("SFT: scores");
        Sources("aop", 2).ShouldBe(["sop 1: scores", "aop 1: scores"]);
    }

    [Fact]
    public void Comparisons_are_those_of_the_paper() => s_plan.Comparisons.Select(c => (c.A, c.B, c.Iteration)).ShouldBe(
        [("aop", "sop", 2), ("aop", "vanilla", 1), ("aop", "vanilla", 2), ("sop", "vanilla", 1), ("sop", "vanilla", 2)]);

    // Stages of the changed plan with another key, of all of that name. There are the SFT policy and five trained ones (SOP and AOP share the first), a probe
    // and a test of each, and four judgements (the first policy of SOP and of AOP is judged once).
    [Theory]
    [InlineData("compute.threads=2", "")]
    [InlineData("compute.parallel_stages=1", "")]
    [InlineData("name=Other", "")]
    [InlineData("evaluation.sample_answers=1", "")]
    [InlineData("evaluation.judged_samples=2", "judge 9/9")]
    [InlineData("evaluation.samples=3", "answers 6/12, scores 6/12, gold 6/6, judge 9/9")]
    [InlineData("author.tau=0.3", "author 3/3, ppo 3/5, answers 6/12, scores 6/12, audit 3/5, gold 3/6, judge 7/9")]
    [InlineData("ppo.learning_rate=1.0e-4", "author 1/3, ppo 5/5, answers 10/12, scores 10/12, audit 1/5, gold 5/6, judge 9/9")]
    [InlineData("loop.iterations=3", "draw-vanilla 1/3, author 2/5, ppo 3/8, answers 6/18, scores 6/18, audit 3/8, gold 3/9, judge 6/15")]
    [InlineData("reward.training.epochs=2", "reward-model 1/1, reward-fit 1/1, author 3/3, ppo 5/5, answers 10/12, scores 12/12, audit 3/5, gold 5/6, " +
        "judge 9/9")]
    [InlineData("sft.training.epochs=3", "sft 1/1, preferences 1/1, reward-model 1/1, reward-fit 1/1, author 3/3, ppo 5/5, answers 12/12, scores 12/12, " +
        "audit 3/5, gold 6/6, judge 9/9")]
    [InlineData("miniature.pairs=70", "preferences 1/1, reward-model 1/1, reward-fit 1/1, author 3/3, ppo 5/5, answers 10/12, scores 12/12, audit 3/5, " +
        "gold 5/6, judge 9/9")]
    [InlineData("seed=2",
        "data 1/1, base-model 1/1, sft 1/1, preferences 1/1, reward-model 1/1, reward-fit 1/1, draw-vanilla 2/2, " +
            "author 3/3, ppo 5/5, answers 12/12, scores 12/12, held-out 1/1, prompt-map 1/1, audit 5/5, gold 6/6, judge 9/9")]
    public void A_changed_setting_changes_the_stages_downstream_of_it_and_no_other(string change, string expected)
    {
        var before = s_plan.Plan.Nodes.Select(n => n.Key).ToHashSet();
        var changed = ExperimentPlan.Build(TinyExperiment.Settings(change)).Plan.Nodes.GroupBy(n => n.Id.Name)
            .Select(g => (Name: g.Key, Changed: g.Count(n => !before.Contains(n.Key)), All: g.Count()))
            .Where(g => g.Changed > 0).Select(g => $"{g.Name} {g.Changed}/{g.All}");
        changed.ShouldBe(expected.Split(", ", StringSplitOptions.RemoveEmptyEntries), ignoreOrder: true);
    }

    [Fact]
    public void More_prompts_than_the_miniature_world_has_questions_are_refused()
    {
        // 18 domains of 520 questions, of each 4 for probe and test and 40 for held-out pairs: 8,568.
        SettingsRules.Check(TinyExperiment.Settings("loop.iterations=100", "loop.prompts_per_call=42"));
        Should.Throw<SettingsException>(() => ExperimentPlan.Build(TinyExperiment.Settings(
            "loop.iterations=100", "loop.prompts_per_call=43"))).Message.ShouldStartWith(
            "100 iterations of 86 prompts need 8600 questions, and the miniature world has 8568 that are not held out: lower loop.iterations");
    }

    [Fact]
    public void A_judge_that_is_added_judges_beside_the_others_and_leaves_their_verdicts_alone()
    {
        var two = ExperimentPlan.Build(TinyExperiment.Settings("evaluation.further_judges=[{ kind: reward, tie_margin: 0.1 }]"));
        var three = ExperimentPlan.Build(TinyExperiment.Settings(
            "evaluation.further_judges=[{ kind: reward, tie_margin: 0.1 }, { name: strict, kind: reward }]"));
        string[] Keys(ExperimentPlan plan) => [.. plan.Plan.Nodes.Select(n => n.Key)];
        (Keys(two).Length, Keys(three).Length).ShouldBe((Keys(s_plan).Length + 4, Keys(s_plan).Length + 8));
        Keys(s_plan).ShouldBeSubsetOf(Keys(two));
        Keys(two).ShouldBeSubsetOf(Keys(three));
        three.Comparisons.ShouldAllBe(c => c.ByJudge.Count == 3 && c.Verdicts == c.ByJudge[0]);
        three.Plan.NodeOf(three.Comparisons[0].ByJudge[2]).Labels.ShouldBe(["judge aop against sop 2 (strict)"]);
    }

    [Theory]
    [InlineData("[{ kind: gold }]", "Two judges have the name 'gold': give evaluation.further_judges[0] a name of its own " +
        "(evaluation.further_judges[0].name).")]
    [InlineData("[{ kind: chat }]", "evaluation.further_judges[0].kind: chat needs a section 'evaluation.further_judges[0].chat'.")]
    [InlineData("[{ name: a, kind: gold, model: x }]", "evaluation.further_judges[0].model is a reward model's: it goes with kind: reward.")]
    [InlineData("[{ name: again, kind: gold }]", "The judges 'gold' and 'again' are one judge under several names")]
    [InlineData("[{ name: ' ', kind: reward }]", "evaluation.further_judges[0].name is empty")]
    public void A_judge_that_cannot_be_is_named_by_its_setting(string judges, string message) =>
        Should.Throw<SettingsException>(() => ExperimentPlan.Build(TinyExperiment.Settings($"evaluation.further_judges={judges}")))
            .Message.ShouldStartWith(message);

    [Theory]
    [InlineData(JudgeKind.Chat)]
    [InlineData(JudgeKind.Reward)]
    [InlineData(JudgeKind.Gold)]
    public void The_patience_with_failures_reaches_the_judge(JudgeKind kind)
    {
        var used = SettingsInUse.Of(new JudgeSettings { Kind = kind, FailuresInARow = 7, FailedShare = 0.5, Name = "x" });
        (used.FailuresInARow, used.FailedShare, used.Name).ShouldBe((7, 0.5, null));
    }

    [Fact]
    public void A_changed_author_leaves_the_vanilla_arm_and_the_first_policies_alone()
    {
        var other = ExperimentPlan.Build(TinyExperiment.Settings("author.tau=0.3"));
        other.Sft.ShouldBe(s_plan.Sft);
        other.Reward.ShouldBe(s_plan.Reward);
        other.Policies[("vanilla", 2)].ShouldBe(s_plan.Policies[("vanilla", 2)]);
        other.Policies[("sop", 1)].ShouldNotBe(s_plan.Policies[("sop", 1)]);
    }

    [Fact]
    public void More_iterations_keep_every_stage_of_the_shorter_run()
    {
        var longer = ExperimentPlan.Build(TinyExperiment.Settings("loop.iterations=3")).Plan.Nodes.Select(n => n.Key).ToArray();
        s_plan.Plan.Nodes.Select(n => n.Key).ShouldBeSubsetOf(longer);
        longer.Length.ShouldBeGreaterThan(s_plan.Plan.Nodes.Count);
    }

    [Fact]
    public void The_other_model_of_sft_changes_what_goes_on_from_it_and_not_sft()
    {
        var best = ExperimentPlan.Build(TinyExperiment.Settings("sft.keep=best"));
        best.Sft.Stage.ShouldBe(s_plan.Sft.Stage);
        (best.Sft.Model, s_plan.Sft.Model).ShouldBe(("best", "last"));
        best.Policies[("aop", 1)].ShouldNotBe(s_plan.Policies[("aop", 1)]);
    }

    [Theory]
    [InlineData("loop.arms=[aop]", 0)]
    [InlineData("loop.arms=[vanilla, sop]", 2)]
    [InlineData("loop.arms=[sop, aop]", 1)]
    public void Arms_that_are_not_run_are_not_compared(string arms, int comparisons) =>
        ExperimentPlan.Build(TinyExperiment.Settings(arms)).Comparisons.Count.ShouldBe(comparisons);

    [Fact]
    public void Every_stage_folder_has_a_name_of_its_own() => s_plan.Plan.Nodes.Select(n => n.FolderName).ShouldBeUnique();
}
