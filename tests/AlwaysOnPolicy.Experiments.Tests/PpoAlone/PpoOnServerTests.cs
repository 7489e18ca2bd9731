using System.Text.Json.Nodes;
using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Engine.Tests;
using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Experiments.PpoAlone;
using AlwaysOnPolicy.Learning.Tests.Tinker;
using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Checkpoints;

namespace AlwaysOnPolicy.Experiments.Tests.PpoAlone;

/// <summary>PPO alone whose policy is trained and answers on a Tinker server.</summary>
public sealed class PpoOnServerTests : IDisposable
{
    private readonly SmallPpo _small = new();
    private readonly CausalModel _model;
    private readonly ScriptedTinker _server;

    public PpoOnServerTests()
    {
        _model = ModelFolder.LoadCausal(_small.At("model"));
        _server = new ScriptedTinker(_model, null, new LoraOptions { Alpha = 8, TargetModules = [LoraOptions.AllLinear] });
        File.Delete(_small.At("model/model.safetensors"));   // nothing here needs it
    }

    private PpoSettings Settings => _small.Settings with
    {
        Ppo = _small.Settings.Ppo with { LearningRate = 0.03 },
        Trainer = new()
        {
            Kind = TrainerKind.Tinker,
            Tinker = new() { Address = _server.Address, BaseModel = "tiny", Rank = 2, FirstPauseSeconds = 0, Retries = 1 },
        },
    };

    public void Dispose()
    {
        _server.Dispose();
        _model.Dispose();
        _small.Dispose();
    }

    private Task<PpoAloneResult> RunAsync(PpoSettings settings, string name = "run", IRunObserver? observer = null, CancellationToken cancel = default) =>
        PpoAloneRun.RunAsync(settings, _small.At(name), observer, cancel, replace: true);

    private string[] Metrics(string name, PpoSettings settings) =>
        File.ReadAllLines(Path.Combine(new RunFolder(_small.At(name)).FolderOf(new PpoPlan(settings).Policy), "metrics.jsonl"));

    [Fact]
    public async Task A_run_leaves_a_report_and_the_names_of_the_weights_on_the_server()
    {
        var result = await RunAsync(Settings);
        var state = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(result.Model, "tinker.json")))!;
        state["base_model"]!.GetValue<string>().ShouldBe("tiny");
        foreach (var name in new[] { "policy", "critic" }) _server.Saved.ShouldContain(state[name]!.GetValue<string>());
        Directory.GetFiles(result.Model, "*.safetensors").ShouldBeEmpty();
        var report = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(_small.At("run"), "report", "report.json")))!;
        report["training"]!.AsArray().Count.ShouldBe(4);

        // Another address is the same run: nothing is asked of it.
        var asked = _server.Requests.Count;
        await RunAsync(Settings with { Trainer = Settings.Trainer with { Tinker = Settings.Trainer.Tinker with { Address = "http://localhost:1" } } });
        _server.Requests.Count.ShouldBe(asked);

        // The policy's folder says where it is to whoever takes it for one of this process.
        Should.Throw<SettingsException>(() => StandingPolicy.Open(result.Model, Settings.PromptFormat, new(), new(), 1)).Message
            .ShouldContain("trainer.kind: tinker");
    }

    [Fact]
    public async Task A_run_that_was_stopped_goes_on_from_its_checkpoint_and_a_longer_one_from_its_end()
    {
        await RunAsync(Settings, "whole");
        using var stop = new CancellationTokenSource();
        await Should.ThrowAsync<OperationCanceledException>(() => RunAsync(Settings, "stopped", new StopsAt("ppo-alone", 3, stop), stop.Token));
        await RunAsync(Settings, "stopped");
        Metrics("stopped", Settings).ShouldBe(Metrics("whole", Settings));

        var longer = Settings with { Steps = 6 };
        await RunAsync(longer, "stopped");
        await RunAsync(longer, "longer");
        Metrics("stopped", longer).ShouldBe(Metrics("longer", longer));
    }

    [Fact]
    public void What_does_not_go_together_is_said_before_the_run()
    {
        Said(Settings with { Ppo = Settings.Ppo with { Lora = new() } }, "trainer.tinker.rank");
        Said(Settings with { Reference = _small.At("model") }, "leave 'reference' out");
        Said(Settings with { Sampling = Settings.Sampling with { MinNewTokens = 2 } }, "sampling.min_new_tokens");
        Said(Settings with { Trainer = Settings.Trainer with { Tinker = new() } }, "trainer.tinker.address");
        Said(Settings with { Trainer = Settings.Trainer with { Tinker = Settings.Trainer.Tinker with { BaseModel = null } } }, "trainer.tinker.base_model");
        PpoPreflight.Look(Settings, _small.At("run")).Sentences.ShouldContain(s => s.Contains(_server.Address));
        PpoPreflight.Look(Settings, _small.At("run")).Errors.ShouldBeEmpty();
        _server.Requests.ShouldBeEmpty();

        void Said(PpoSettings settings, string words) =>
            Should.Throw<SettingsException>(() => PpoPreflight.Look(settings, _small.At("run"))).Message.ShouldContain(words);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_named_and_leaves_a_run_that_can_go_on()
    {
        using var closed = new AlwaysOnPolicy.Tests.ClosedPort();
        var lost = Settings with { Trainer = Settings.Trainer with { Tinker = Settings.Trainer.Tinker with { Address = $"http://{closed.Host}" } } };
        (await Should.ThrowAsync<UserErrorException>(() => RunAsync(lost))).Message.ShouldContain(closed.Host);
        (await RunAsync(Settings)).Outcome.Steps.ShouldBe(4);
    }
}
