using System.Text.Json.Nodes;
using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Engine.Tests;
using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Experiments.PpoAlone;
using AlwaysOnPolicy.Experiments.RewardChecks;
using AlwaysOnPolicy.Experiments.Tests.Loop;
using AlwaysOnPolicy.Learning.Ppo;
using AlwaysOnPolicy.Models.Checkpoints;
using AlwaysOnPolicy.Models.Generation;
using AlwaysOnPolicy.Reports.Tests;

namespace AlwaysOnPolicy.Experiments.Tests.PpoAlone;

/// <summary>Whole runs of PPO alone, small in size and real in every part.</summary>
public sealed class PpoAloneRunTests : IDisposable
{
    private readonly SmallPpo _small = new();

    public void Dispose() => _small.Dispose();

    private Task<PpoAloneResult> RunAsync(PpoSettings settings, string name = "run", IRunObserver? observer = null, CancellationToken cancel = default) =>
        PpoAloneRun.RunAsync(settings, _small.At(name), observer, cancel, replace: true);

    private int Seen(string name, string what) => new RunFolder(_small.At(name)).ReadLog().Reverse().TakeWhile(l => l.Event != "run_started")
        .Count(l => l.Event == what);

    [Fact]
    public async Task A_run_leaves_a_policy_a_report_and_events()
    {
        var result = await RunAsync(_small.Settings);

        using (var policy = Policy.Load(result.Model, _small.Settings.PromptFormat))
            policy.Answer([new AnswerRequest("why is puppy sore ?", 1)], _small.Settings.Sampling).Count.ShouldBe(1);
        File.ReadAllBytes(Path.Combine(result.Model, "model.safetensors"))
            .ShouldNotBe(File.ReadAllBytes(Path.Combine(_small.At("model"), "model.safetensors")));

        var report = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(_small.At("run"), "report", "report.json")))!.AsObject();
        report["title"]!.GetValue<string>().ShouldBe("run: PPO of model, reward: length 5 words");
        report["training"]!.AsArray().Count.ShouldBe(4);
        report["samples"]!.AsArray().Count.ShouldBe(2);
        var reward = report["outcome"]!["reward"]!;
        reward["prompts"]!.GetValue<int>().ShouldBe(4);
        reward["gain"]!["mean"]!.GetValue<double>().ShouldBe(reward["after"]!["mean"]!.GetValue<double>() - reward["before"]!["mean"]!.GetValue<double>(),
            1e-9);
        var page = await File.ReadAllTextAsync(result.Page);
        foreach (var part in new[] { "KL to the reference", "Value loss", "Policy loss", "Mean probability ratio", "Answers before and after", "of 8 answers" })
            page.ShouldContain(part);
        page.ShouldNotContain("SFT policy");
        page.ShouldNotContain("one arm");
        File.Exists(Path.Combine(_small.At("run"), "report", "plots", "ratio.svg")).ShouldBeTrue();

        var events = TensorBoardFile.Read(await File.ReadAllBytesAsync(Path.Combine(_small.At("run"), "report", "tensorboard", "events.out.tfevents.0.aop")));
        events.Skip(1).Select(e => e.Step).ShouldBe([1, 2, 3, 4]);
        foreach (var key in new[] { "objective/kl", "ppo/loss/value", "ppo/loss/policy", "ppo/policy/ratio", "env/reward_mean" })
            events.Skip(1).ShouldAllBe(e => e.Summary.Value.Any(v => v.Tag == key), key);
    }

    [Fact]
    public async Task Samples_are_drawn_from_prompts_that_were_kept_from_the_training()
    {
        var settings = _small.Settings with { Samples = new() { Prompts = 4, Shown = 0, HeldOut = 2 } };
        await RunAsync(settings);
        var run = new RunFolder(_small.At("run"));
        var plan = new PpoPlan(settings);
        var prompts = await run.ReadAsync(plan.Prompts, default);
        var samples = (await run.ReadAsync(plan.After!, default)).Samples;
        prompts.Prompts.Count.ShouldBe(3);
        samples.Select(s => s.Question.Text).Order().ShouldBe(prompts.HeldOut.Select(q => q.Text).Order());
        samples.Select(s => s.Question.Text).Intersect(prompts.Prompts.Select(q => q.Text)).ShouldBeEmpty();
        var report = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(_small.At("run"), "report", "report.json")))!;
        report["outcome"]!["reward"]!["held_out"]!.GetValue<bool>().ShouldBeTrue();
        report["notes"]!.AsArray().Select(n => n!.GetValue<string>()).ShouldContain(n => n.StartsWith("2 of the 5 prompts are kept from the training"));
    }

    [Fact]
    public async Task A_policy_that_says_one_thing_ends_the_run_before_its_training_unless_nobody_looks()
    {
        var settings = _small.Settings with
        {
            Reward = new() { Regex = new() { Pattern = "no such word" } },
            Sampling = _small.Settings.Sampling with { TopK = 1 },
        };
        var error = await Should.ThrowAsync<StageFailedException>(() => RunAsync(settings));
        error.Message.ShouldContain("Reward fit: it cannot be learnt from: the policy gives one answer");
        error.Message.ShouldContain("PPO was not begun");
        Directory.EnumerateDirectories(Path.Combine(_small.At("run"), "stages")).ShouldNotContain(f => f.Contains("ppo-alone"));
        (await RunAsync(settings with { RewardCheck = new() { Prompts = 0 } })).Outcome.Steps.ShouldBe(4);
        RewardCheckNotes.Of(new RunFolder(_small.At("run"))).ShouldBeNull();
    }

    [Fact]
    public async Task A_reward_that_may_hit_rarely_is_warned_of_and_trained_on()
    {
        (await RunAsync(_small.Settings with { Reward = new() { Regex = new() { Pattern = "no such word" } } })).Outcome.Steps.ShouldBe(4);
        RewardCheckNotes.Of(new RunFolder(_small.At("run"))).ShouldNotBeNull().ShouldStartWith("Reward fit: not fit for PPO. All ");
    }

    [Fact]
    public async Task What_the_look_at_the_reward_came_to_is_in_the_report_and_looking_otherwise_trains_nothing_anew()
    {
        var result = await RunAsync(_small.Settings);
        var said = RewardCheckNotes.Of(new RunFolder(_small.At("run"))).ShouldNotBeNull();
        said.ShouldStartWith("Reward fit: fit for PPO with these settings: ppo.score_factor=");
        (await File.ReadAllTextAsync(result.Page)).ShouldContain("Reward fit: fit for PPO with these settings");
        await RunAsync(_small.Settings with { RewardCheck = new() { Prompts = 3, Answers = 2 } });
        Seen("run", "stage_finished").ShouldBe(1);
    }

    [Fact]
    public async Task Each_step_is_told_with_reward_and_kl()
    {
        var observer = new Recorder();
        await RunAsync(_small.Settings, observer: observer);
        string[] told = [.. observer.Calls.Where(c => c.StartsWith("progress ppo-alone", StringComparison.Ordinal))];
        told.Length.ShouldBe(4);
        told[3].ShouldMatch(@"^progress ppo-alone 4/4 reward -?\d+\.\d\d  kl -?\d+\.\d\d$");
    }

    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public async Task Stopped_after_any_step_it_goes_on_and_ends_like_one_left_alone(int step)
    {
        await RunAsync(_small.Settings, "whole");
        using var stop = new CancellationTokenSource();
        await Should.ThrowAsync<OperationCanceledException>(() => RunAsync(_small.Settings, "stopped", new StopsAt("ppo-alone", step, stop), stop.Token));
        Directory.GetFileSystemEntries(Path.Combine(_small.At("stopped"), "stages"), ".*").ShouldBeEmpty();
        Directory.GetDirectories(Path.Combine(_small.At("stopped"), "checkpoints"), "step-*", SearchOption.AllDirectories).Select(Path.GetFileName)
            .ShouldContain($"step-{step:000000}");

        var result = await RunAsync(_small.Settings, "stopped");
        TinyExperiment.Artifacts(_small.At("stopped")).ShouldBe(TinyExperiment.Artifacts(_small.At("whole")));
        Directory.GetDirectories(Path.Combine(_small.At("stopped"), "checkpoints")).ShouldBeEmpty();
        (await File.ReadAllTextAsync(Path.Combine(_small.At("stopped"), "run.log.jsonl"))).ShouldContain($"goes on after step {step} of 4");
        result.Outcome.Steps.ShouldBe(4);
    }

    [Fact]
    public async Task With_lora_it_leaves_an_adapter_beside_the_policy_also_when_it_was_stopped()
    {
        var settings = _small.Settings with { Ppo = _small.Settings.Ppo with { Lora = new() { Rank = 2, TargetModules = ["c_attn"] } } };
        await RunAsync(settings, "whole");
        using var stop = new CancellationTokenSource();
        await Should.ThrowAsync<OperationCanceledException>(() => RunAsync(settings, "stopped", new StopsAt("ppo-alone", 2, stop), stop.Token));
        var result = await RunAsync(settings, "stopped");
        TinyExperiment.Artifacts(_small.At("stopped")).ShouldBe(TinyExperiment.Artifacts(_small.At("whole")));
        File.Exists(Path.Combine(result.Model + "-adapter", "adapter_model.safetensors")).ShouldBeTrue();
        System.Text.Json.Nodes.JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(result.Model + "-adapter", "adapter_config.json")))![
            "base_model_name_or_path"]!
            .GetValue<string>().ShouldBe(Path.GetFullPath(settings.Model!));
    }

    [Fact]
    public void A_layer_that_the_model_lacks_is_named_before_anything_runs()
    {
        PpoSettings With(PpoOptions ppo) => _small.Settings with { Ppo = ppo };
        Should.Throw<SettingsException>(() => new PpoPlan(With(new() { FrozenLayers = 99 }))).Message.ShouldContain("ppo.frozen_layers is 99");
        Should.Throw<SettingsException>(() => new PpoPlan(With(new() { Lora = new() { TargetModules = ["q_proj"] } }))).Message.ShouldContain("'q_proj'");
    }

    [Fact]
    public async Task Running_again_computes_nothing()
    {
        await RunAsync(_small.Settings);
        await RunAsync(_small.Settings);
        (Seen("run", "stage_reused"), Seen("run", "stage_finished")).ShouldBe((5, 0));
    }

    [Fact]
    public async Task The_settings_as_resolved_give_the_same_run()
    {
        await RunAsync(_small.Settings);
        await RunAsync(Engine.Settings.SettingsFile.Load<PpoSettings>(Path.Combine(_small.At("run"), RunKind.Ppo)));
        Seen("run", "stage_finished").ShouldBe(0);
    }

    [Fact]
    public async Task Another_reward_trains_anew_and_keeps_the_prompts()
    {
        await RunAsync(_small.Settings);
        await RunAsync(_small.Settings with { Reward = new() { Regex = new() { Pattern = "a", Count = true } } });
        (Seen("run", "stage_reused"), Seen("run", "stage_finished")).ShouldBe((1, 4));
    }

    [Fact]
    public async Task Without_samples_there_is_training_alone()
    {
        var result = await RunAsync(_small.Settings with { Samples = new() { Prompts = 0, Shown = 0 } });
        result.Outcome.Reward.ShouldBeNull();
        Seen("run", "stage_finished").ShouldBe(3);
    }

    [Fact]
    public async Task Several_answers_to_a_prompt_are_compared()
    {
        var ppo = _small.Settings.Ppo with { Advantages = Learning.Ppo.AdvantageEstimator.Rloo, AnswersPerPrompt = 4 };
        // 5 prompts, 2 passes, 4 answers, batches of 8
        (await RunAsync(_small.Settings with { Ppo = ppo, Steps = null, Passes = 2 })).Outcome.Steps.ShouldBe(5);
    }

    [Fact]
    public async Task Too_few_prompts_for_a_batch_are_told()
    {
        var error = await Should.ThrowAsync<UserErrorException>(() => RunAsync(_small.Settings with { Steps = null, Passes = 1 }));
        error.Message.ShouldContain("5 prompts, 1 passes and 1 answers to each fill no batch of 8");
        error.ExitCode.ShouldBe(2);
    }

    [Fact]
    public async Task A_folder_of_another_run_is_refused()
    {
        await RunAsync(_small.Settings);
        (await Should.ThrowAsync<SettingsException>(() => RunAsync(_small.Settings with { Seed = 2 }))).Message.ShouldContain("seed 1");
        (await Should.ThrowAsync<SettingsException>(() => Experiments.Loop.ExperimentRun.RunAsync(
            TinyExperiment.Settings(), _small.At("run"), null, null, default))).Message.ShouldContain("aop ppo");
        await File.WriteAllTextAsync(Path.Combine(Directory.CreateDirectory(_small.At("other")).FullName, "experiment.yaml"), "name: Tiny\n");
        (await Should.ThrowAsync<SettingsException>(() => RunAsync(_small.Settings, "other"))).Message.ShouldContain("holds an experiment's run");
    }

    [Fact]
    public async Task Weights_are_saved_in_the_models_own_type_when_asked_and_in_float32_otherwise()
    {
        using var small = new SmallPpo();
        Bfloat16Weights.Convert(Path.Combine(small.At("model"), "model.safetensors"));
        async Task<Dictionary<string, (string Type, float[] Numbers)>> Trained(SavedType type)
        {
            var settings = small.Settings with { Steps = 1, SavedType = type, Samples = new() { Prompts = 0, Shown = 0 } };
            var result = await PpoAloneRun.RunAsync(settings, small.At($"{type}"), null, CancellationToken.None);
            return Bfloat16Weights.Read(Path.Combine(result.Model, "model.safetensors"));
        }

        var (whole, own) = (await Trained(SavedType.Float32), await Trained(SavedType.Own));

        own.Keys.ShouldBe(whole.Keys, ignoreOrder: true);
        foreach (var (name, (type, numbers)) in own)
        {
            var isHead = name.StartsWith("v_head.", StringComparison.Ordinal);   // TRL's, which has no type of the model's
            (whole[name].Type, type).ShouldBe(("F32", isHead ? "F32" : "BF16"), name);
            numbers.ShouldBe(isHead ? whole[name].Numbers : [.. whole[name].Numbers.Select(Bfloat16Weights.Rounded)], name);
        }
    }
}
