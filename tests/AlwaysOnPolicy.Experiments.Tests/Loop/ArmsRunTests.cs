using System.Text.Json;
using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Experiments.Loop;
using AlwaysOnPolicy.Experiments.Loop.Stages;
using AlwaysOnPolicy.Prompts;

namespace AlwaysOnPolicy.Experiments.Tests.Loop;

/// <summary>One small run with every rule, a gate, and a placebo.</summary>
public sealed class EveryRuleRun : IAsyncLifetime
{
    private const string Arms = "loop.arms=[vanilla, {name: gated, prompts: vanilla, gate: {answers: 3}}, {name: full, rule: shortfall, probe: {answers: " +
        "3}}, " +
        "{name: half, rule: shortfall-half, probe: {answers: 3}, gate: {answers: 2}}, {name: bandit, rule: bandit}, aop, " +
        "{name: placebo, author: {kind: miniature, rule: shortfall, placebo: true}, probe: {answers: 3}}]";
    private const string Keep = "compute.keep_rollouts=true";

    public string Folder { get; } = Directory.CreateTempSubdirectory("aop-arms-").FullName;

    public ExperimentPlan Experiment { get; } = ExperimentPlan.Build(TinyExperiment.Settings(Arms));

    public RunFolder Run => new(Folder);

    public async ValueTask InitializeAsync() =>
        (await ExperimentRun.RunAsync(TinyExperiment.Settings(Arms, Keep), Folder, null, null, CancellationToken.None)).ShouldNotBeNull();

    public ValueTask DisposeAsync()
    {
        Directory.Delete(Folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}

[CollectionDefinition(nameof(EveryRuleRun))]
public sealed class EveryRuleRuns : ICollectionFixture<EveryRuleRun>;

[Collection(nameof(EveryRuleRun))]
public sealed class ArmsRunTests(EveryRuleRun tiny)
{
    private static readonly string[] s_arms = ["vanilla", "gated", "full", "half", "bandit", "aop", "placebo"];

    private Task<PromptSet> PromptsAsync(string arm, int iteration) => tiny.Run.ReadAsync(tiny.Experiment.Prompts[(arm, iteration)].Set);

    private T[] Lines<T>(Artifact stage, string file) =>
        [.. File.ReadLines(Path.Combine(tiny.Run.FolderOf(stage), file)).Select(l => JsonSerializer.Deserialize<T>(l, ArtifactJson.Compact)!)];

    [Fact]
    public async Task Every_arm_trains_on_as_many_prompts_and_never_on_one_twice()
    {
        foreach (var arm in s_arms)
        {
            string[] texts = [.. (await PromptsAsync(arm, 1)).Prompts.Concat((await PromptsAsync(arm, 2)).Prompts).Select(p => p.Text)];
            texts.Length.ShouldBe(32, arm);
            texts.ShouldBeUnique(arm);
        }
    }

    [Theory]
    [InlineData("gated", 3)]
    [InlineData("half", 2)]
    public async Task The_gate_keeps_the_half_with_the_largest_spread(string arm, int answers)
    {
        var lines = Lines<GatePrompts.Line>(tiny.Experiment.Prompts[(arm, 2)].Set, "gate.jsonl");
        lines.Length.ShouldBe(32);
        foreach (var line in lines)
        {
            line.Rewards.Count.ShouldBe(answers);
            var mean = line.Rewards.Average();
            line.Spread.ShouldBe(Math.Sqrt(line.Rewards.Sum(r => (r - mean) * (r - mean)) / (answers - 1)), 1e-12);
        }
        lines.Where(l => l.Kept).Min(l => l.Spread).ShouldBeGreaterThanOrEqualTo(lines.Where(l => !l.Kept).Max(l => l.Spread));
        lines.Where(l => l.Kept).Select(l => l.Text).ShouldBe((await PromptsAsync(arm, 2)).Prompts.Select(p => p.Text));
    }

    [Theory]
    [InlineData("gated")]
    [InlineData("half")]
    public async Task The_first_step_trains_on_answers_of_the_gate_and_pays_for_none(string arm)
    {
        var known = GatedAnswers.Read(tiny.Run.FolderOf(tiny.Experiment.Prompts[(arm, 2)].Set));
        known.Keys.ShouldBe((await PromptsAsync(arm, 2)).Prompts.Select(p => p.Id));
        var stage = tiny.Experiment.Policies[(arm, 2)].Stage;
        var rollouts = PromptRollouts.Read(tiny.Run.FolderOf(stage), 2).ToArray();
        rollouts.Take(8).Select(r => r.Reward).ShouldBe(rollouts.Take(8).Select(r => known[r.PromptId][0].Score));
        var record = StageRecord.TryRead(tiny.Run.FolderOf(stage))!;
        record.Counts["answers_scored"].ShouldBe(8);    // of 16
        record.Counts["tokens_generated"].ShouldBe(
            (record.Counts["tokens_trained"] / 2) - rollouts.Take(8).Sum(r => known[r.PromptId][0].Answer.Ids.Length));
    }

    [Fact]
    public async Task Training_leaves_the_reward_of_every_rollout_with_its_prompt_and_domain()
    {
        var prompts = (await PromptsAsync("bandit", 1)).Prompts.ToDictionary(p => p.Id);
        var rollouts = PromptRollouts.Read(tiny.Run.FolderOf(tiny.Experiment.Policies[("bandit", 1)].Stage), 1).ToArray();
        prompts.Values.ShouldAllBe(p => p.Origin!.Source == "miniature");
        rollouts.Select(r => r.PromptId).ShouldBe(prompts.Keys, ignoreOrder: true);   // one pass
        rollouts.ShouldAllBe(r => r.Pass == 0 && r.Domain == prompts[r.PromptId].Domain);
        var steps = tiny.Run.FolderOf(tiny.Experiment.Policies[("bandit", 1)].Stage);
        var means = File.ReadLines(Path.Combine(steps, "metrics.jsonl")).Select(
            l => JsonDocument.Parse(l).RootElement.GetProperty("stats").GetProperty("env/reward_mean").GetDouble());
        rollouts.Chunk(8).Select(c => c.Average(r => r.Reward)).Zip(means).ShouldAllBe(p => Math.Abs(p.First - p.Second) < 1e-4);
    }

    [Fact]
    public async Task The_placebo_asks_otherwise_than_the_rule_whose_rewards_it_shuffles() =>
        (await PromptsAsync("placebo", 1)).Prompts.Select(p => p.Text).ShouldNotBe((await PromptsAsync("full", 1)).Prompts.Select(p => p.Text));

    [Fact]
    public async Task A_call_shows_the_answers_that_the_author_saw_with_the_rewards_that_it_saw_and_what_it_wrote()
    {
        var call = await AuthorCalls.ReadAsync(tiny.Folder, "aop", 2, 2, CancellationToken.None);
        (call.Calls, call.Policy, call.Gated, call.Notes.Count).ShouldBe((2, "AOP after iteration 1", false, 0));
        var shown = (await PromptsAsync("aop", 2)).Calls[1].Shown;
        shown.ShouldAllBe(s => s.Sample == 0);
        var answers = (await tiny.Run.ReadAsync(tiny.Experiment.ProbeScores[("aop", 1)])).Samples.Where(s => shown.Any(one => one.Is(s))).ToArray();
        call.Seen.Select(s => (s.Domain, s.Question, s.Answer, s.Reward))
            .ShouldBe(answers.Select(s => (s.Domain, s.Question.Text, s.Answer, s.Reward)), ignoreOrder: true);
        call.Domains().Select(d => d.Mean).ShouldBeInOrder();
        call.Written.Select(w => w.Text).ShouldBe((await PromptsAsync("aop", 2)).Prompts.Skip(8).Select(p => p.Text));
        call.Written.ShouldAllBe(w => w.Kept && w.Domain.Length > 0);
    }

    [Fact]
    public async Task Of_a_gated_arm_a_call_tells_what_was_kept_and_of_a_placebo_that_rewards_were_dealt_anew()
    {
        var gated = await AuthorCalls.ReadAsync(tiny.Folder, "half", 2, 1, CancellationToken.None);
        gated.Gated.ShouldBeTrue();
        var more = await AuthorCalls.ReadAsync(tiny.Folder, "half", 2, 2, CancellationToken.None);   // candidates beside the iteration's prompts
        var written = gated.Written.Concat(more.Written).ToArray();
        written.Length.ShouldBe(32);
        written.Where(w => w.Kept).Select(w => w.Text).ShouldBe((await PromptsAsync("half", 2)).Prompts.Select(p => p.Text));
        gated.Notes.ShouldBeEmpty();
        gated.Seen.Count.ShouldBe(108, "36 questions with 3 answers each");

        var (full, placebo) = (await AuthorCalls.ReadAsync(tiny.Folder, "full", 1, 1, CancellationToken.None),
            await AuthorCalls.ReadAsync(tiny.Folder, "placebo", 1, 1, CancellationToken.None));
        placebo.Notes.ShouldContain(n => n.StartsWith("A placebo", StringComparison.Ordinal));
        placebo.Seen.Select(s => s.Reward).ShouldBe(full.Seen.Select(s => s.Reward), ignoreOrder: true);
        placebo.Seen.OrderBy(s => s.Answer).Select(s => s.Reward).ShouldNotBe(full.Seen.OrderBy(s => s.Answer).Select(s => s.Reward));
    }

    [Theory]
    [InlineData("aops", 1, 1, "Did you mean 'aop'?")]
    [InlineData("vanilla", 1, 1, "without a look at the policy")]
    [InlineData("bandit", 1, 1, "was shown no answers")]
    [InlineData("aop", 3, 1, "this run's are 1 to 2")]
    [InlineData("aop", 1, 3, "had the calls 1 to 2")]
    [InlineData("aop", 1, 0, "had the calls 1 to 2")]
    public async Task A_call_that_is_none_is_told_with_those_that_are(string arm, int iteration, int call, string says) =>
        (await Should.ThrowAsync<SettingsException>(() => AuthorCalls.ReadAsync(tiny.Folder, arm, iteration, call, CancellationToken.None)))
            .Message.ShouldContain(says);

    [Fact]
    public void Stages_count_what_they_did()
    {
        StageRecord Record(Artifact stage) => StageRecord.TryRead(tiny.Run.FolderOf(stage))!;
        var training = Record(tiny.Experiment.Policies[("aop", 1)].Stage);
        var lengths = File.ReadLines(Path.Combine(tiny.Run.FolderOf(tiny.Experiment.Policies[("aop", 1)].Stage), "metrics.jsonl"))
            .Select(l => JsonDocument.Parse(l).RootElement.GetProperty("stats").GetProperty("tokens/responses_len_mean").GetDouble());
        training.Counts["tokens_generated"].ShouldBe((long)Math.Round(lengths.Sum(l => l * 8)));
        training.Counts["tokens_trained"].ShouldBe(2 * training.Counts["tokens_generated"]);
        training.Counts["answers_scored"].ShouldBe(16);
        training.ProcessorSeconds.ShouldBeGreaterThan(0);
        Record(tiny.Experiment.Prompts[("gated", 1)].Set).Counts["answers_scored"].ShouldBe(32 * 3);
    }
}
