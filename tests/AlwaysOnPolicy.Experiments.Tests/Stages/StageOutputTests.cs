using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Experiments.Loop;
using AlwaysOnPolicy.Experiments.Loop.Stages;
using AlwaysOnPolicy.Experiments.Sources;
using AlwaysOnPolicy.Experiments.Tests.Loop;
using AlwaysOnPolicy.Miniature;
using AlwaysOnPolicy.Models.Formats;
using AlwaysOnPolicy.Models.Rewards;
using AlwaysOnPolicy.Models.Text;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Experiments.Tests.Stages;

/// <summary>What each stage left in a whole run.</summary>
public sealed class StageOutputTests(TinyRun tiny) : IClassFixture<TinyRun>
{
    private ExperimentPlan Plan => tiny.Experiment;

    private Task<T> ReadAsync<T>(Artifact<T> artifact) => tiny.Run.ReadAsync(artifact);

    [Fact]
    public async Task Data_has_the_sizes_that_were_asked_for_and_keeps_questions_apart()
    {
        var data = await ReadAsync(Plan.Data);
        (data.Test.Count, data.Probe.Count, data.ValidationDemonstrations.Count).ShouldBe((36, 36, 18));
        data.Demonstrations.Count.ShouldBe(9 * (4 + 8));
        data.WeakDomains.Count.ShouldBe(5);
        data.Test.Select(q => q.Text).Intersect(data.Probe.Select(q => q.Text)).ShouldBeEmpty();
        data.Demonstrations.Select(d => d.Question).Intersect(data.Test.Select(q => q.Text)).ShouldBeEmpty();
    }

    [Fact]
    public void Fine_tuning_lowers_the_validation_loss_and_keeps_best_and_last()
    {
        var folder = tiny.Run.FolderOf(Plan.Sft.Stage);
        var losses = Metrics<SftEpochLoss>(Plan.Sft.Stage);
        losses.Select(l => l.Epoch).ShouldBe([0, 1, 2]);
        losses[^1].ValidationLoss!.Value.ShouldBeLessThan(losses[0].ValidationLoss!.Value);
        foreach (var kept in new[] { "best", "last" })
            foreach (var file in new[] { "config.json", "model.safetensors", "tokenizer.json" })
                File.Exists(Path.Combine(folder, kept, file)).ShouldBeTrue(file);
    }

    [Fact]
    public async Task Every_question_is_answered_as_often_as_asked()
    {
        var data = await ReadAsync(Plan.Data);
        var answers = (await ReadAsync(Plan.TestAnswers[("aop", 2)])).Answers;
        answers.Select(a => (a.Question.Id, a.Sample)).ShouldBe(data.Test.SelectMany(q => new[] { (q.Id, 0), (q.Id, 1) }));
    }

    [Fact]
    public async Task Scores_are_standardised_on_the_sft_policys_probe_answers()
    {
        double[] rewards = [.. (await ReadAsync(Plan.ProbeScores[("aop", 0)])).Samples.Select(s => s.Reward)];
        rewards.Average().ShouldBe(0, 1e-5);
        Math.Sqrt(rewards.Average(r => r * r)).ShouldBe(1, 1e-5);
    }

    [Fact]
    public async Task Authors_write_as_many_prompts_as_an_iteration_needs_and_never_one_twice()
    {
        foreach (var arm in new[] { "vanilla", "sop", "aop" })
        {
            var texts = new List<string>();
            foreach (var iteration in new[] { 1, 2 }) texts.AddRange((await ReadAsync(Plan.Prompts[(arm, iteration)].Set)).Prompts.Select(p => p.Text));
            texts.Count.ShouldBe(32);
            texts.ShouldBeUnique();
        }
    }

    [Fact]
    public void Training_leaves_a_changed_model_a_value_head_the_trainers_state_and_a_line_a_step()
    {
        var folder = tiny.Run.FolderOf(Plan.Policies[("aop", 1)].Stage);
        foreach (var file in new[] { "model/model.safetensors", "trainer/adam.safetensors", "trainer/trainer.json" })
            File.Exists(Path.Combine(folder, file)).ShouldBeTrue(file);
        using (NewDisposeScope()) SafeTensors.Read(Path.Combine(folder, "model/model.safetensors")).Keys.ShouldContain("v_head.summary.weight");
        File.ReadAllLines(Path.Combine(folder, "metrics.jsonl")).Length.ShouldBe(2);   // 16 prompts in batches of 8
        File.ReadAllLines(Path.Combine(folder, "times.jsonl")).ShouldAllBe(line => line.Contains("time/ppo/optimize_step"));
        File.ReadAllText(Path.Combine(folder, "metrics.jsonl")).ShouldNotContain("time/");
        File.ReadAllBytes(Path.Combine(folder, "model", "model.safetensors"))
            .ShouldNotBe(File.ReadAllBytes(Path.Combine(tiny.Run.FolderOf(Plan.Sft.Stage), "last", "model.safetensors")));
    }

    [Fact]
    public async Task Verdicts_are_one_for_each_judged_answer()
    {
        foreach (var comparison in Plan.Comparisons)
            (await ReadAsync(comparison.Verdicts)).Verdicts.Select(v => v.QuestionId).ShouldBe((await ReadAsync(Plan.Data)).Test.Select(q => q.Id));
    }

    [Fact]
    public async Task Gold_is_the_worlds_true_score_of_the_same_answers()
    {
        var answers = (await ReadAsync(Plan.TestAnswers[("sop", 2)])).Answers;
        (await ReadAsync(Plan.Gold[("sop", 2)])).Scores.Select(s => s.Gold)
            .ShouldBe(answers.Select(a => MiniatureWorld.Gold(a.Question.Text, a.Answer, a.Ended)));
    }

    [Fact]
    public async Task The_reward_model_is_measured_on_the_held_out_pairs()
    {
        var held = (await InputAsync<PreferenceSets>("preferences")).HeldOut;
        var probe = (await InputAsync<AnswerSet>("answers")).Answers;
        using var model = TrunkRewardModel.Load(Path.Combine(tiny.Run.FolderOf(Plan.Reward.Output), RewardOutput.Model), tiny.Settings.PromptFormat);
        double Raw(string question, string answer, bool ended) => model.RawScore([new Exchange(question, answer, ended)])[0];
        double[] scores = [.. probe.Select(a => Raw(a.Question.Text, a.Answer, a.Ended))];
        var mean = scores.Average();

        var reward = await ReadAsync(Plan.Reward.Output);
        reward.Total.ShouldBe(held.Count);
        reward.Right.ShouldBe(held.Count(p => Raw(p.Question, p.Chosen, p.ChosenEnded) > Raw(p.Question, p.Rejected, p.RejectedEnded)));
        reward.Scale.Mean.ShouldBe(mean, 1e-5);
        reward.Scale.Deviation.ShouldBe(Math.Sqrt(scores.Average(s => (s - mean) * (s - mean))), 1e-5);
    }

    /// <summary>What the reward model's stage read from the stage of a name.</summary>
    private Task<T> InputAsync<T>(string stage) =>
        ReadAsync(new Artifact<T>(Plan.Plan.NodeOf(Plan.Reward.Output).Inputs.Single(n => n.Id.Name == stage).Key, stage));

    private T[] Metrics<T>(Artifact artifact) =>
        [.. File.ReadLines(Path.Combine(tiny.Run.FolderOf(artifact), "metrics.jsonl"))
            .Select(l => System.Text.Json.JsonSerializer.Deserialize<T>(l, ArtifactJson.Compact)!)];
}
