using System.Text.Json.Nodes;
using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Experiments.Loop;
using AlwaysOnPolicy.Experiments.Tests.Loop;
using AlwaysOnPolicy.Experiments.Tests.RewardBench;
using AlwaysOnPolicy.Miniature;
using AlwaysOnPolicy.Models.Rewards;
using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Tests;

namespace AlwaysOnPolicy.Experiments.Tests.Stages;

/// <summary>An experiment with a reward model that is there already.</summary>
public sealed class UseRewardModelTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string At(string name) => Path.Combine(_folder.Path, name);

    private async Task<(ExperimentPlan Plan, RunFolder Run)> RunAsync(params string[] set)
    {
        var settings = TinyExperiment.Settings([.. set, "loop.arms=[aop]", "loop.iterations=1"]);
        await ExperimentRun.RunAsync(settings, At("run"), null, null, CancellationToken.None, replace: true);
        return (ExperimentPlan.Build(settings), new RunFolder(At("run")));
    }

    [Fact]
    public async Task Every_kind_of_reward_model_can_train_a_policy()
    {
        foreach (var folder in new[] { RewardFolders.Deberta(At("deberta")), RewardFolders.Decoder("llama-reward", At("llama")),
            RewardFolders.SteamShp(At("steamshp")) })
        {
            var (experiment, run) = await RunAsync($"reward.model={folder}");
            var reward = await run.ReadAsync(experiment.Reward.Output);
            experiment.Reward.Given.ShouldBeOfType<GivenReward>().Model.Path.ShouldBe(folder);
            var preferences = Directory.GetDirectories(run.StagesFolder, "preferences-*").Single();
            reward.Total.ShouldBe(JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(preferences, "output.json")))!["held_out"]!.AsArray().Count);
            experiment.Plan.Nodes.ShouldNotContain(n => n.Id.Name == "reward-model");

            // The SFT policy's probe answers have mean 0 and deviation 1, in the model's own order. They were scored with others beside them when the
            // unit was set: float32 rounds differently, and SteamSHP's scores lie close together.
            var samples = (await run.ReadAsync(experiment.ProbeScores[("aop", 0)])).Samples;
            samples.Average(s => s.Reward).ShouldBe(0, 1e-4);
            Math.Sqrt(samples.Average(s => s.Reward * s.Reward)).ShouldBe(1, 1e-4);
            using var model = RewardModels.Load(folder);
            var sample = samples[3];
            ((model.Score([new Exchange(sample.Question.Text, sample.Answer)])[0] - reward.Scale.Mean) / reward.Scale.Deviation).ShouldBe(sample.Reward, 1e-3);
            JsonNode.Parse(await File.ReadAllTextAsync(At("run/report/report.json")))!["reward_model"]!["total"]!.GetValue<int>().ShouldBe(reward.Total);
        }
    }

    [Fact]
    public async Task The_worlds_truth_can_train_a_policy()
    {
        var (experiment, run) = await RunAsync("reward.kind=gold");
        var reward = await run.ReadAsync(experiment.Reward.Output);
        experiment.Plan.Nodes.ShouldNotContain(n => n.Id.Name == "reward-model");
        var samples = (await run.ReadAsync(experiment.ProbeScores[("aop", 0)])).Samples;
        double Gold(string question, string answer, bool ended) => (MiniatureWorld.Gold(question, answer, ended) - reward.Scale.Mean) / reward.Scale.Deviation;
        foreach (var s in samples)
            Array.Exists([true, false], ended => Math.Abs(Gold(s.Question.Text, s.Answer, ended) - s.Reward) < 1e-9).ShouldBeTrue(s.Question.Text);
        using var opened = (await RunReward.TryOpenAsync(At("run"), TestContext.Current.CancellationToken)).ShouldNotBeNull();
        Exchange[] shown = [.. (await run.ReadAsync(experiment.Data)).Demonstrations.Take(20).Select(d => new Exchange(d.Question, d.Answer))];
        var scores = opened.Score(shown);
        scores.ShouldBe(shown.Select(e => Gold(e.Question, e.Answer, ended: true)), 1e-12);
        scores.Max().ShouldBeGreaterThan(samples.Average(s => s.Reward), "people answer better than an untrained model");
        experiment.Reward.Output.Key.ShouldNotBe(ExperimentPlan.Build(TinyExperiment.Settings()).Reward.Output.Key);
    }

    [Fact]
    public void The_worlds_truth_is_no_reward_outside_of_it_or_beside_a_model() =>
        Should.Throw<SettingsException>(() => ExperimentPlan.Build(TinyExperiment.Settings("reward.kind=gold", $"reward.model={At("none")}")))
            .Message.ShouldStartWith("reward.kind: gold and reward.model name two rewards");

    [Fact]
    public void Its_content_is_in_the_key_and_its_place_is_not()
    {
        string Key(string folder, params string[] more) => ExperimentPlan.Build(TinyExperiment.Settings([$"reward.model={folder}", .. more])).Reward.Output.Key;
        var a = RewardFolders.Deberta(At("a"));
        var b = RewardFolders.Deberta(At("b"));
        Key(a).ShouldBe(Key(b));
        Key(a).ShouldBe(Key(a, "reward.training.epochs=7"));
        Key(a).ShouldNotBe(Key(a, "reward.standardise=false"));
        Key(a).ShouldNotBe(Key(a, "reward.bfloat16=true"));
        File.AppendAllText(Path.Combine(b, "config.json"), " ");
        Key(a).ShouldNotBe(Key(b));
    }

    [Fact]
    public void A_model_that_is_not_there_is_said_before_anything_runs()
    {
        Should.Throw<SettingsException>(() => ExperimentPlan.Build(TinyExperiment.Settings($"reward.model={At("none")}"))).Message.ShouldContain(
            "to which reward.model points");
        Should.Throw<SettingsException>(() => ExperimentPlan.Build(TinyExperiment.Settings("reward.model=own/not-fetched"))).Message.ShouldContain(
            "aop models fetch own/not-fetched");
    }
}
