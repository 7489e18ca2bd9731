using System.Security.Cryptography;
using System.Text.Json.Nodes;
using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Experiments.Loop;
using AlwaysOnPolicy.Models.Adapters;
using AlwaysOnPolicy.Models.Checkpoints;
using AlwaysOnPolicy.Models.Formats;

namespace AlwaysOnPolicy.Experiments.Tests.Loop;

/// <summary>A run that trains adapters and averages the policy: what its stages hand to each other.</summary>
public sealed class LoraRunTests : IDisposable
{
    private static readonly string[] s_lora =
        ["loop.arms=[aop]", "evaluation.samples=1", "sft.training.lora.rank=2", "sft.training.learning_rate=0.01",
            "ppo.lora={rank: 4, target_modules: [all-linear]}", "ppo.learning_rate=0.005"];

    private readonly string _folder = Directory.CreateTempSubdirectory("aop-lora-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Each_stage_leaves_its_adapter_beside_a_whole_model_and_the_next_iteration_goes_on_with_it()
    {
        var (sft, first, second) = await RunAsync(s_lora);
        foreach (var file in new[] { "last-adapter/adapter_config.json", "last-adapter/adapter_model.safetensors", "best-adapter/adapter_model.safetensors" })
            File.Exists(Path.Combine(sft, file)).ShouldBeTrue(file);

        // The adapters are of the SFT policy: merged into it they are the models beside them.
        foreach (var iteration in new[] { first, second })
            Merged(Path.Combine(sft, "last"), iteration).ShouldBe(Hash(Path.Combine(iteration, "model/model.safetensors")));
        Hash(Path.Combine(second, "model-adapter/adapter_model.safetensors")).ShouldNotBe(Hash(Path.Combine(first, "model-adapter/adapter_model.safetensors")));
        Directory.Exists(Path.Combine(first, "ema")).ShouldBeFalse();
    }

    [Fact]
    public async Task The_average_is_handed_on_or_lies_beside_what_is()
    {
        var (_, output, _) = await RunAsync([.. s_lora, "ppo.ema_decay=0.9", "ppo.ema_use=output"]);
        var (_, beside, _) = await RunAsync([.. s_lora, "ppo.ema_decay=0.9"]);
        Directory.Exists(Path.Combine(output, "ema")).ShouldBeFalse();
        foreach (var file in new[] { "model.safetensors", "config.json", "tokenizer.json" })
            Hash(Path.Combine(beside, "ema", file)).ShouldBe(Hash(Path.Combine(output, "model", file)), file);
        Hash(Path.Combine(beside, "model/model.safetensors")).ShouldNotBe(Hash(Path.Combine(output, "model/model.safetensors")));
        Hash(Path.Combine(beside, "ema-adapter/adapter_model.safetensors")).ShouldBe(Hash(Path.Combine(output, "model-adapter/adapter_model.safetensors")));
    }

    [Fact]
    public void A_group_of_settings_makes_the_adapter_and_the_parts_exclude_each_other()
    {
        TinyExperiment.Settings().Ppo.Lora.ShouldBeNull();
        TinyExperiment.Settings("ppo.lora={}").Ppo.Lora!.Rank.ShouldBe(8);
        TinyExperiment.Settings("ppo.lora.use_rslora=true").Ppo.Lora!.UseRslora.ShouldBeTrue();
        Should.Throw<SettingsException>(() => TinyExperiment.Settings("ppo.lora.rank=0")).Message.ShouldContain("ppo.lora.rank");
        foreach (var section in new[] { "ppo", "sft.training" })
            Should.Throw<SettingsException>(() => ExperimentPlan.Build(TinyExperiment.Settings($"{section}.lora.rank=2", $"{section}.frozen_layers=1")))
                .Message.ShouldContain($"{section}.frozen_layers has no meaning with {section}.lora");
    }

    private async Task<(string Sft, string First, string Second)> RunAsync(string[] overrides)
    {
        var settings = TinyExperiment.Settings(overrides);
        await ExperimentRun.RunAsync(settings, _folder, "aop 2: ppo", null, CancellationToken.None);
        var (plan, run) = (ExperimentPlan.Build(settings), new RunFolder(_folder));
        if (settings.Ppo.Lora is not null)
            Path.GetFullPath(AdapterBase.Of(Path.Combine(_folder, "policies", "aop-2-adapter")))
                .ShouldBe(Path.Combine(run.FolderOf(plan.Sft.Stage), plan.Sft.Model));
        return (run.FolderOf(plan.Sft.Stage), run.FolderOf(plan.Policies[("aop", 1)].Stage), run.FolderOf(plan.Policies[("aop", 2)].Stage));
    }

    /// <summary>The hash of the weights of a model with an iteration's adapter merged into it, and its value head beside them.</summary>
    private string Merged(string model, string iteration)
    {
        var adapter = Path.Combine(iteration, "model-adapter");
        Path.GetFullPath(AdapterBase.Of(adapter)).ShouldBe(model);
        JsonNode.Parse(File.ReadAllText(Path.Combine(adapter, "adapter_config.json")))!["base_model_name_or_path"]!.GetValue<string>()
            .ShouldStartWith("../../");
        var place = Path.Combine(_folder, "merged");
        using (var loaded = ModelFolder.LoadCausal(model))
        {
            AdapterFolder.Attach(loaded, adapter);
            using var head = ValueHeadFile.LoadOrNew(Path.Combine(iteration, "model"), loaded.HiddenSize);
            ModelFolder.SaveCausal(loaded, place, tokenizer: null, head);
        }
        return Hash(Path.Combine(place, "model.safetensors"));
    }

    private static string Hash(string file) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)));
}
