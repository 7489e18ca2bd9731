using System.Text.Json;
using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Experiments.Loop;
using AlwaysOnPolicy.Experiments.Loop.Settings;

namespace AlwaysOnPolicy.Experiments.Tests.Loop;

/// <summary>Which stages arms of the user's own have, and which they share.</summary>
public sealed class ArmsPlanTests
{
    private static ExperimentPlan Plan(string arms, params string[] overrides) =>
        ExperimentPlan.Build(TinyExperiment.Settings([$"loop.arms={arms}", .. overrides]));

    private static string[] Stages(ExperimentPlan plan, string arm, int iteration) =>
        [.. plan.Work[(arm, iteration)].Select(w => $"{w.Part} {w.Stage.StageName}")];

    private static string Refusal(params string[] overrides) => Should.Throw<SettingsException>(
        () => ExperimentPlan.Build(TinyExperiment.Settings(overrides))).Message;

    [Fact]
    public void The_words_are_the_arms_that_they_stand_for()
    {
        var words = TinyExperiment.Settings("loop.arms=[vanilla, sop, aop]").Loop.Arms;
        words.ShouldBe([ArmSettings.Vanilla, ArmSettings.Sop, ArmSettings.Aop]);
        var groups = TinyExperiment.Settings(
            "loop.arms=[{name: vanilla, prompts: vanilla, when: never}, {name: sop, prompts: author, when: once, gate: none}, {name: aop, prompts: author, " +
            "when: always}]");
        groups.Loop.Arms.ShouldBe(words);
    }

    [Fact]
    public void Arms_are_written_as_they_are_read()
    {
        var settings = TinyExperiment.Settings(
            "loop.arms=[vanilla, {name: mine, when: always, rule: shortfall-half, probe: {answers: 4}, gate: {answers: 3}, author: {kind: miniature, " +
            "placebo: true}}]");
        var yaml = SettingsFile.ToYaml(settings);
        yaml.ShouldContain("- vanilla\n");
        yaml.ShouldContain("rule: shortfall-half");
        SettingsFile.ToYaml(SettingsFile.Parse<ExperimentSettings>(yaml, "again", ".")).ShouldBe(yaml);
    }

    [Fact]
    public void A_word_that_is_no_arm_is_refused_with_the_nearest() =>
        Refusal("loop.arms=[vanila]").ShouldEndWith("'loop.arms[0]' is 'vanila'; it must be one of: vanilla, sop, aop; or a group of settings. Did you mean " +
            "vanilla?");

    [Theory]
    [InlineData("[{name: a b, when: once}]", "loop.arms[0].name is 'a b'")]
    [InlineData("[{name: sft, when: once}]", "loop.arms[0].name is 'sft'")]
    [InlineData("[sop, {name: sop}]", "loop.arms names the arm 'sop' twice")]
    [InlineData("[{name: x, prompts: vanilla, when: once}]", "loop.arms, arm 'x', when: vanilla prompts are made without a look at the policy")]
    [InlineData("[{name: x, prompts: vanilla, rule: bandit}]", "loop.arms, arm 'x', rule: vanilla prompts follow none")]
    [InlineData("[{name: x, when: never}]", "loop.arms, arm 'x', when: an author looks at the policy")]
    [InlineData("[{name: x, when: once, rule: bandit}]", "loop.arms, arm 'x', when: the rule bandit learns from the rollouts")]
    [InlineData("[{name: x, author: {kind: pool}}]", "loop.arms, arm 'x', author.kind: pool needs world: files")]
    public void Arms_that_cannot_be_are_refused_by_name_and_key(string arms, string expected) => Refusal($"loop.arms={arms}").ShouldStartWith(expected);

    [Fact]
    public void More_candidates_than_the_world_has_questions_are_refused() =>
        Refusal("loop.arms=[{name: wide, prompts: vanilla, gate: {candidates: 60}}]", "loop.iterations=100", "loop.author_calls=6")
            .ShouldEndWith("or the gate.candidates of the arm 'wide'.");

    [Fact]
    public void A_label_has_one_stage_and_all_audits_read_one_map()
    {
        using var files = new FilesExperiment();
        foreach (var plan in new[] { ExperimentPlan.Build(files.Settings()), Plan("[vanilla, {name: full, rule: shortfall, probe: {answers: 3}}, {name: " +
            "half, rule: shortfall-half, probe: {answers: 3}, gate: {answers: 2}}, {name: bandit, rule: bandit}, aop]") })
        {
            plan.Plan.Nodes.SelectMany(n => n.Labels).ShouldBeUnique();
            var map = plan.Plan.Nodes.Single(n => n.Id.Name == "prompt-map");
            plan.Audits.Values.ShouldAllBe(a => plan.Plan.NodeOf(a).Inputs.Contains(map));
        }
    }

    [Fact]
    public void Two_arms_that_differ_only_in_the_gate_share_every_other_stage_of_the_first_iteration()
    {
        var plan = Plan("[{name: a, rule: shortfall, gate: {answers: 4}}, {name: b, rule: shortfall, gate: {answers: 6}}]", "loop.iterations=1");
        var own = plan.Plan.Nodes.Where(n => n.Labels.Count == 1 && (n.Labels[0].StartsWith("a ", StringComparison.Ordinal)
            || n.Labels[0].StartsWith("b ", StringComparison.Ordinal)));
        // The gate, and what stands on it: training, and the answers of its policy and their scores. The author is one.
        own.GroupBy(n => n.Id.Name).Select(g => $"{g.Key} {g.Count()}").ShouldBe(
            ["gate 2", "ppo 2", "answers 4", "scores 4", "gold 2", "audit 2"], ignoreOrder: true);
        plan.Plan.Nodes.Where(n => n.Id.Name == "author").Select(n => string.Join(", ", n.Labels))
            .ShouldBe(["a 1: author, b 1: author", "a 1: candidates, b 1: candidates"]);
    }

    [Theory]
    [InlineData("prompts: vanilla", "draw-vanilla", "prompts")]
    [InlineData("when: once, rule: shortfall", "author", "author")]
    public void An_arm_with_a_gate_shares_the_prompts_of_the_arm_without_one_and_writes_only_what_the_gate_adds(string arm, string stage, string label)
    {
        var plan = Plan($"[{{name: plain, {arm}}}, {{name: gated, {arm}, gate: {{candidates: 3}}}}]", "loop.iterations=3");
        var written = plan.Plan.Nodes.Where(n => n.Id.Name == stage).ToLookup(n => n.Labels.Count);
        written[2].Select(n => n.Labels[0]).ShouldBe([.. Enumerable.Range(1, 3).Select(k => $"plain {k}: {label}")]);
        written[1].Select(n => n.Labels[0]).ShouldBe([.. Enumerable.Range(1, 3).Select(k => $"gated {k}: candidates")]);
        var own = plan.Plan.Nodes.Where(n => n.Labels.All(l => l.StartsWith("gated ", StringComparison.Ordinal)));
        own.Select(n => n.Id.Name).Distinct().ShouldBe([stage, "gate", "ppo", "answers", "scores", "gold", "audit"], ignoreOrder: true);
    }

    [Fact]
    public void The_answers_of_the_gate_are_rollouts_where_the_same_policy_is_trained_on_them()
    {
        var plan = Plan("[sop, {name: once, when: once, gate: {}}, {name: always, gate: {}}]");
        bool Reused(string arm, int iteration) => JsonDocument.Parse(plan.Plan.NodeOf(plan.Policies[(arm, iteration)].Stage).InputJson).RootElement
            .GetProperty("use_gated").GetBoolean();
        new[] { Reused("sop", 1), Reused("once", 1), Reused("once", 2), Reused("always", 1), Reused("always", 2) }
            .ShouldBe([false, true, false, true, true]);
    }

    [Fact]
    public void What_vanilla_draws_does_not_depend_on_what_a_gate_kept_of_it()
    {
        var plan = Plan("[{name: a, prompts: vanilla, gate: {answers: 4}}, {name: b, prompts: vanilla, gate: {answers: 6}}]");
        var draws = plan.Plan.Nodes.Where(n => n.Id.Name == "draw-vanilla").ToArray();
        draws.Where(n => n.Labels.Count == 2).SelectMany(n => n.Labels).ShouldBe(
            ["a 1: prompts", "b 1: prompts", "a 1: candidates", "b 1: candidates", "a 2: prompts", "b 2: prompts"], ignoreOrder: true);
        draws.Where(n => n.Labels.Count == 1).SelectMany(n => n.Labels).ShouldBe(["a 2: candidates", "b 2: candidates"], ignoreOrder: true);
    }

    [Fact]
    public void The_gate_asks_the_policy_that_the_author_looks_at()
    {
        var plan = Plan("[{name: once, when: once, gate: {}}, {name: always, gate: {}}, {name: never, prompts: vanilla, gate: {}}]");
        string Asked(string arm) => plan.Plan.NodeOf(plan.Prompts[(arm, 2)].Set).Inputs.Single(n => n.Id.Name is "sft" or "ppo").Key;
        Asked("once").ShouldBe(plan.Sft.Stage.Key);
        Asked("always").ShouldBe(plan.Policies[("always", 1)].Stage.Key);
        Asked("never").ShouldBe(plan.Policies[("never", 1)].Stage.Key);
    }

    [Fact]
    public void Every_pair_is_compared_from_the_first_iteration_in_which_it_differs()
    {
        var plan = Plan("[sop, {name: sop-again, when: once}, aop, {name: gated, when: once, gate: {}}]", "loop.iterations=3");
        plan.Comparisons.GroupBy(c => $"{c.A} {c.B}").Select(g => $"{g.Key} {string.Join(",", g.Select(c => c.Iteration))}").ShouldBe(
            ["gated aop 1,2,3", "gated sop-again 1,2,3", "gated sop 1,2,3", "aop sop-again 2,3", "aop sop 2,3"]);
    }

    [Fact]
    public void Each_rule_pays_for_what_it_reads()
    {
        var plan = Plan("[sop, {name: deep, rule: shortfall, probe: {answers: 4}}, {name: bandit, rule: bandit}, {name: half, when: once, rule: " +
            "shortfall_half, gate: {}}]");
        Stages(plan, "sop", 1).ShouldBe(["Probe answers", "Probe scores", "Author author", "Training ppo"]);
        Stages(plan, "sop", 2).ShouldBe(["Author author", "Training ppo"]);
        Stages(plan, "deep", 1).ShouldBe(["Probe answers", "Probe scores", "Probe references", "Author author", "Training ppo"]);
        Stages(plan, "deep", 2).ShouldBe(["Probe answers", "Probe scores", "Author author", "Training ppo"]);
        Stages(plan, "bandit", 1).ShouldBe(["Author author", "Training ppo"]);
        Stages(plan, "half", 2).ShouldBe(["Author author", "Author author", "Gate gate", "Training ppo"]);
        plan.Plan.NodeOf(plan.Prompts[("bandit", 2)].Set).Inputs.Select(n => n.Id.Name).ShouldBe(["ppo", "author"], ignoreOrder: true);
        plan.Plan.NodeOf(plan.Prompts[("deep", 2)].Set).Inputs.Count(n => n.Id.Name == "scores").ShouldBe(2);
    }

    [Theory]
    [InlineData("probe.answers=2", "author 1/3, ppo 1/3")]
    [InlineData("probe.half_life=2", "author 1/3, ppo 1/3")]
    [InlineData("author.tau=0.3", "author 1/3, ppo 1/3")]
    public void A_changed_setting_changes_the_arms_that_read_it(string change, string expected)
    {
        // One paper's arm with a probe of its own, one shortfall's, and a bandit's; each in one iteration.
        string[] arms = ["loop.iterations=1", "loop.arms=[{name: paper, rule: paper, probe: {answers: 1}}, {name: short, rule: shortfall, probe: PROBE}, " +
            "{name: bandit, rule: bandit, probe: {answers: 1}}]"];
        string[] Settings(string? extra) => [.. arms.Select(a => a.Replace(
            "probe: PROBE", extra is null || !extra.StartsWith("probe.", StringComparison.Ordinal) ? "probe: {answers: 1}"
            : $"probe: {{{extra["probe.".Length..].Replace("=", ": ")}}}")), .. extra?.StartsWith("author", StringComparison.Ordinal) == true
                ? new[] { extra } : []];
        var before = ExperimentPlan.Build(TinyExperiment.Settings(Settings(null))).Plan.Nodes.Select(n => n.Key).ToHashSet();
        var after = ExperimentPlan.Build(TinyExperiment.Settings(Settings(change))).Plan.Nodes.Where(n => n.Id.Name is "author" or "ppo")
            .GroupBy(n => n.Id.Name);
        after.Select(g => $"{g.Key} {g.Count(n => !before.Contains(n.Key))}/{g.Count()}").ShouldBe(expected.Split(", "), ignoreOrder: true);
    }
}
