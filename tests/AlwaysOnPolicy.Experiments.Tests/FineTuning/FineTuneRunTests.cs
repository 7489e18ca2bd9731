using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Engine.Tests;
using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Experiments.Data;
using AlwaysOnPolicy.Experiments.FineTuning;
using AlwaysOnPolicy.Experiments.Tests.Loop;
using AlwaysOnPolicy.Experiments.Tests.PpoAlone;
using AlwaysOnPolicy.Models.Generation;

namespace AlwaysOnPolicy.Experiments.Tests.FineTuning;

/// <summary>Fine-tuning alone, small in size and real in every part.</summary>
public sealed class FineTuneRunTests : IDisposable
{
    private readonly SmallPpo _small = new();

    public FineTuneRunTests() => File.WriteAllLines(_small.At("own.csv"),
        ["prompt,reply", .. Enumerable.Range(0, 24).Select(i => $"why is topic{i} itchy ?,puppy is sore {i}")]);

    public void Dispose() => _small.Dispose();

    private FineTuneSettings Settings => new()
    {
        Model = _small.At("model"),
        Data = new() { Path = _small.At("own.csv"), Format = DataFormat.Csv, Columns = new() { Question = "prompt", Answer = "reply" } },
        Validation = 4,
        Compute = new() { Threads = 1, EpochCheckpointSteps = 2 },
        PromptFormat = _small.Settings.PromptFormat,
        Sft = new() { MaxAnswerTokens = 8, Training = new() { LearningRate = 5e-3, BatchSize = 8, Epochs = 2 } },
    };

    private Task<FineTuneResult> RunAsync(FineTuneSettings settings, string name = "run", IRunObserver? observer = null, CancellationToken cancel = default) =>
        FineTuneRun.RunAsync(settings, _small.At(name), observer, cancel);

    [Fact]
    public async Task It_learns_and_leaves_best_and_last_with_cards_and_a_line_an_epoch()
    {
        var result = await RunAsync(Settings);
        (result.Outcome.Demonstrations, result.Outcome.Validation).ShouldBe((20, 4));
        result.Outcome.Epochs.Select(e => e.Epoch).ShouldBe([0, 1, 2]);
        result.Outcome.Epochs[^1].ValidationLoss!.Value.ShouldBeLessThan(result.Outcome.Epochs[0].ValidationLoss!.Value);
        foreach (var folder in new[] { result.Best, result.Last })
        {
            using var policy = Policy.Load(folder, PolicyForm.TryRead(folder)!);
            var card = await File.ReadAllTextAsync(Path.Combine(folder, "README.md"));
            foreach (var part in new[] { "fine-tuned on own.csv", "20 demonstrations", "loss on 4 held-out demonstrations before", "max_answer_tokens: 8" })
                card.ShouldContain(part);
        }
        var log = await File.ReadAllTextAsync(Path.Combine(_small.At("run"), "run.log.jsonl"));
        foreach (var line in new[] { "Before training: validation loss", "After epoch 1: training loss", "After epoch 2: training loss" })
            log.ShouldContain(line);
    }

    [Fact]
    public async Task Stopped_it_goes_on_and_ends_like_one_left_alone()
    {
        await RunAsync(Settings, "whole");
        using var stop = new CancellationTokenSource();
        await Should.ThrowAsync<OperationCanceledException>(() => RunAsync(Settings, "stopped", new StopsAt("train-on-demonstrations", 3, stop), stop.Token));
        await RunAsync(Settings, "stopped");
        TinyExperiment.Artifacts(_small.At("stopped")).ShouldBe(TinyExperiment.Artifacts(_small.At("whole")));
        (await File.ReadAllTextAsync(Path.Combine(_small.At("stopped"), "run.log.jsonl"))).ShouldContain("goes on after step 3");
    }

    [Fact]
    public async Task Nothing_held_out_makes_the_last_the_best()
    {
        var outcome = (await RunAsync(Settings with { Validation = 0 })).Outcome;
        (outcome.Demonstrations, outcome.Validation, outcome.BestEpoch).ShouldBe((24, 0, 2));
        outcome.Epochs.ShouldAllBe(e => e.ValidationLoss == null);
    }

    [Fact]
    public void A_validation_file_takes_its_questions_out_of_the_training()
    {
        File.WriteAllLines(_small.At("held.csv"), ["prompt,reply", "why is topic3 itchy ?,sore", "Why is topic4 itchy?,sore"]);
        var own = Settings with { ValidationData = Settings.Data! with { Path = _small.At("held.csv") } };
        var split = DemonstrationSplit.Read(FineTuneRun.DataOf(own), FineTuneRun.ValidationOf(own), null, null, 1);
        (split.Training.Count, split.Validation.Count).ShouldBe((22, 2));
        split.Notes.ShouldContain(n => n.StartsWith("2 of the 24 demonstrations ask what the validation file asks", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_setting_that_matters_is_in_the_key()
    {
        string Key(FineTuneSettings settings) => FineTuneRun.Plan(settings).Tuned.Key;
        var first = Key(Settings);
        Key(Settings with { Compute = new() }).ShouldBe(first);
        Key(Settings with { Name = "other" }).ShouldBe(first);
        foreach (var other in new[]
        {
            Settings with { Seed = 2 }, Settings with { Validation = 5 }, Settings with { Limit = 10 },
                Settings with { SavedType = Models.Checkpoints.SavedType.Own },
            Settings with { Sft = Settings.Sft with { MaxAnswerTokens = 9 } }, Settings with { Sft = Settings.Sft with { Training = new() { Epochs = 3 } } },
                Settings with { PromptFormat = new() { Template = "{question} <sep>" } },
        }) Key(other).ShouldNotBe(first);
    }

    [Fact]
    public async Task What_is_missing_or_wrong_is_told()
    {
        Should.Throw<SettingsException>(() => FineTunePreflight.Look(new(), _small.At("run"))).Message.ShouldContain("--model");
        Should.Throw<SettingsException>(() => FineTunePreflight.Look(new() { Model = "m" }, _small.At("run"))).Message.ShouldContain("--data");
        FineTunePreflight.Look(Settings with { Validation = 24 }, _small.At("run")).Errors.ShouldHaveSingleItem().ShouldContain("held out to measure on");
        await RunAsync(Settings with { Sft = Settings.Sft with { Training = Settings.Sft.Training with { Epochs = 1 } } });
        (await Should.ThrowAsync<SettingsException>(() => Experiments.PpoAlone.PpoAloneRun.RunAsync(
            _small.Settings, _small.At("run"), null, default))).Message.ShouldContain("a run of 'aop sft'");
    }
}
