using System.Text.Json;
using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Experiments.Loop;
using AlwaysOnPolicy.Experiments.Loop.Stages;
using AlwaysOnPolicy.Prompts;

namespace AlwaysOnPolicy.Experiments.Tests.Loop;

/// <summary>The way of prompts from their author's call to what they earned, in the run with every rule.</summary>
[Collection(nameof(EveryRuleRun))]
public sealed class PromptTrailTests(EveryRuleRun tiny)
{
    private string FolderOf(string arm, int iteration) => tiny.Run.FolderOf(tiny.Experiment.Policies[(arm, iteration)].Stage);

    [Fact]
    public async Task A_prompt_leads_back_to_what_its_call_saw_and_on_to_its_rollouts()
    {
        var set = await tiny.Run.ReadAsync(tiny.Experiment.Prompts[("aop", 2)].Set);
        var prompt = set.Prompts[10];
        var trail = await PromptTrails.FindAsync(tiny.Folder, $"aop/2/{prompt.Id}", null, null, CancellationToken.None);

        (trail.Prompt.Text, trail.Prompt.Domain, trail.Prompt.Rule, trail.Prompt.Call, trail.Calls, trail.Policy)
            .ShouldBe((prompt.Text, prompt.Domain, "paper", 2, 2, "AOP after iteration 1"));
        trail.Seen.Select(s => s.Question).ShouldBe((await Questions("aop", 1, set.Calls[1])), ignoreOrder: true);
        trail.Weights.Sum(w => w.Share!.Value).ShouldBe(1, 1e-9);
        var after = (await tiny.Run.ReadAsync(tiny.Experiment.ProbeScores[("aop", 2)])).Samples.ToDictionary(s => s.Question.Text);
        trail.Seen.ShouldAllBe(s => s.After!.Answer == after[s.Question].Answer && s.After.Reward == after[s.Question].Reward);

        var rollout = PromptRollouts.Lines(FolderOf("aop", 2)).Single(l => l.PromptId == prompt.Id);
        var pass = trail.Passes.ShouldHaveSingleItem();
        (pass.Pass, pass.Step, pass.Reward, pass.Advantage).ShouldBe((1, rollout.Step, rollout.Reward, rollout.Advantage));
        pass.Answer.ShouldNotBeNull();
        trail.Prompt.Earned.ShouldBe(new(1, rollout.Reward, null, rollout.Advantage));
        trail.Beside.Select(b => (b.By, b.Name)).ShouldBe([("domain", prompt.Domain!), ("call", "2"), ("rule", "paper")]);
        trail.Notes.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_part_of_the_text_finds_a_prompt_and_several_are_named()
    {
        var set = await tiny.Run.ReadAsync(tiny.Experiment.Prompts[("aop", 2)].Set);
        var text = set.Prompts[3].Text;
        (await PromptTrails.FindAsync(tiny.Folder, text.ToUpperInvariant(), "aop", 2, CancellationToken.None)).Prompt.Id.ShouldBe(set.Prompts[3].Id);
        (await Should.ThrowAsync<SettingsException>(() => PromptTrails.FindAsync(tiny.Folder, " ", "aop", 2, CancellationToken.None)))
            .Message.ShouldContain($"is in 16 prompts: aop/2/{set.Prompts[0].Id}, ");
        (await Should.ThrowAsync<SettingsException>(() => PromptTrails.FindAsync(tiny.Folder, "no such words", null, null, CancellationToken.None)))
            .Message.ShouldContain("aop prompts list");
        (await Should.ThrowAsync<SettingsException>(() => PromptTrails.FindAsync(tiny.Folder, text, "aops", null, CancellationToken.None)))
            .Message.ShouldContain("Did you mean 'aop'?");
    }

    [Fact]
    public async Task What_a_gate_left_out_is_listed_with_its_rewards_and_earned_nothing()
    {
        var rows = await PromptTrails.ListAsync(tiny.Folder, "half", 2, CancellationToken.None);
        rows.Count.ShouldBe(32);
        rows.Count(r => r.Kept).ShouldBe(16);
        rows.ShouldAllBe(r => r.Kept == (r.Earned != null) && r.Rule == "shortfall-half");
        var left = await PromptTrails.FindAsync(tiny.Folder, rows.First(r => !r.Kept).Address, null, null, CancellationToken.None);
        (left.Gate!.Kept, left.Gate.Rewards.Count, left.Gate.Answers.Count, left.Passes.Count).ShouldBe((false, 2, 0, 0));
        var kept = await PromptTrails.FindAsync(tiny.Folder, rows.First(r => r.Kept).Address, null, null, CancellationToken.None);
        (kept.Gate!.Kept, kept.Gate.Answers.Count).ShouldBe((true, 2));
        kept.Weights.ShouldContain(w => w.Shortfall != null);
    }

    [Theory]
    [InlineData("vanilla"), InlineData("gated"), InlineData("full"), InlineData("bandit"), InlineData("aop"), InlineData("placebo")]
    public async Task Every_arm_lists_what_each_prompt_earned(string arm)
    {
        var rows = await PromptTrails.ListAsync(tiny.Folder, arm, 1, CancellationToken.None);
        rows.Count(r => r.Earned is not null).ShouldBe(16);
        var lines = PromptRollouts.Lines(FolderOf(arm, 1)).ToArray();
        rows.Where(r => r.Earned is not null).Average(r => r.Earned!.Reward).ShouldBe(lines.Average(l => l.Reward), 1e-9);
        rows.Select(r => r.Rule).Distinct().ShouldBe([arm switch
        {
            "vanilla" or "gated" => null, "full" => "shortfall", "bandit" => "bandit", "aop" => "paper", _ => "shortfall, placebo",
        }]);
    }

    [Fact]
    public void Kept_rollouts_are_those_of_every_step_with_prompt_and_answer()
    {
        foreach (var arm in (string[])["vanilla", "half", "bandit"])
        {
            var kept = RolloutFile.Read(FolderOf(arm, 2)).ToArray();
            var lines = PromptRollouts.Lines(FolderOf(arm, 2)).ToArray();
            kept.Select(r => (r.PromptId, r.Domain, r.Step, r.Pass, r.Reward, r.Advantage))
                .ShouldBe(lines.Select(l => (l.PromptId, l.Domain, l.Step!.Value, l.Pass, l.Reward, l.Advantage!.Value)));
            kept.ShouldAllBe(r => r.Iteration == 2 && r.Tokens > 0 && r.Prompt.Length > 0 && r.Source == (arm == "vanilla" ? "uniform" : "miniature"));
            kept.Select(r => r.Answer).ShouldContain(a => a.Length > 0);
            kept.GroupBy(r => r.Step).Select(g => (g.Key, g.Count())).ShouldBe([(1, 8), (2, 8)]);
        }
    }

    [Fact]
    public void Kept_rollouts_add_up_to_the_metrics_of_their_steps()
    {
        var kept = RolloutFile.Read(FolderOf("aop", 2)).ToLookup(r => r.Step);
        var steps = StepMetrics.Read(tiny.Run, tiny.Experiment.Policies[("aop", 2)].Stage).ToArray();
        steps.Select(s => s.Step).ShouldBe(kept.Select(k => k.Key));
        foreach (var step in steps)
        {
            kept[step.Step].Average(r => r.Reward).ShouldBe(step.RewardMean, 1e-6);
            kept[step.Step].Average(r => r.Tokens).ShouldBe(step.AnswerTokens, 1e-6);
            foreach (var domain in step.Groups.Where(g => g.By == Learning.Ppo.RolloutKey.Domain))
                kept[step.Step].Where(r => r.Domain == domain.Name).Select(r => r.Advantage).ToArray()
                    .ShouldSatisfyAllConditions(a => a.Length.ShouldBe(domain.Rollouts), a => a.Average().ShouldBe(domain.Advantage, 1e-6));
        }
    }

    [Fact]
    public void Metrics_have_what_each_step_earned_by_domain_call_and_rule()
    {
        var lines = PromptRollouts.Lines(FolderOf("aop", 2)).ToLookup(l => l.Step);
        foreach (var step in StepMetrics.Read(tiny.Run, tiny.Experiment.Policies[("aop", 2)].Stage))
        {
            var rule = step.Groups.Single(g => g.By == Learning.Ppo.RolloutKey.Rule);
            (rule.Name, rule.Rollouts).ShouldBe(("paper", 8));
            rule.Reward.ShouldBe(lines[step.Step].Average(l => l.Reward), 1e-9);
            rule.Advantage.ShouldBe(lines[step.Step].Average(l => l.Advantage!.Value), 1e-9);
            step.Groups.Where(g => g.By == Learning.Ppo.RolloutKey.Domain).Sum(g => g.Rollouts).ShouldBe(8);
            step.Groups.Where(g => g.By == Learning.Ppo.RolloutKey.Call).Select(g => g.Name).ShouldBeSubsetOf(["1", "2"]);
        }
    }

    [Fact]
    public async Task An_audit_of_the_folder_has_the_figures_of_the_reports_stages_also_behind_a_gate()
    {
        var audit = await RunAudit.OfAsync(tiny.Folder, null, CancellationToken.None);
        audit.Sets.Select(s => (s.Arm!, s.Iteration)).ShouldBe(tiny.Experiment.Audits.Keys, ignoreOrder: true);
        foreach (var set in audit.Sets)
        {
            var stage = await tiny.Run.ReadAsync(tiny.Experiment.Audits[(set.Arm!, set.Iteration)]);
            JsonSerializer.Serialize(set.Figures).ShouldBe(JsonSerializer.Serialize(stage), set.Name);
            set.Domains.Sum(d => d.Prompts).ShouldBe(16);
            set.Domains.ShouldContain(d => d.Reward != null);
        }
    }

    [Fact]
    public void The_report_has_a_page_for_each_iteration_that_it_links_to()
    {
        var page = File.ReadAllText(Path.Combine(tiny.Run.ReportFolder, "index.html"));
        foreach (var arm in (string[])["vanilla", "gated", "full", "half", "bandit", "aop", "placebo"])
            foreach (var iteration in (int[])[1, 2])
            {
                page.ShouldContain($"href=\"prompts/{arm}-{iteration}.html\"");
                File.ReadAllText(Path.Combine(tiny.Run.ReportFolder, "prompts", $"{arm}-{iteration}.html")).ShouldContain("the prompts and why</h1>");
            }
    }

    [Fact]
    public void A_file_of_rollouts_from_before_lacks_step_and_advantage() =>
        JsonSerializer.Deserialize<PromptRollouts.Line>("""{"prompt_id":"0-1","domain":null,"pass":1,"reward":0.5}""", ArtifactJson.Compact)
            .ShouldBe(new PromptRollouts.Line("0-1", null, 1, 0.5));

    private async Task<string[]> Questions(string arm, int iteration, AuthorCall call) =>
        [.. (await tiny.Run.ReadAsync(tiny.Experiment.ProbeScores[(arm, iteration)])).Samples
            .Where(s => call.Shown.Any(one => one.Is(s))).Select(s => s.Question.Text)];
}
