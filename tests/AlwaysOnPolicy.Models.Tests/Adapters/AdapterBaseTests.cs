using System.Text.Json.Nodes;
using AlwaysOnPolicy.Models.Adapters;
using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Checkpoints;
using AlwaysOnPolicy.Models.Formats;
using AlwaysOnPolicy.Models.Generation;
using AlwaysOnPolicy.Models.Hub;
using AlwaysOnPolicy.Models.Inspection;
using AlwaysOnPolicy.Models.Tests.Architectures;
using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Tests;
using TorchSharp;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Tests.Adapters;

/// <summary>An adapter's folder in the place of a model's: merged with the base that it names, or refused as what it is.</summary>
public sealed class AdapterBaseTests : IDisposable
{
    private const string Config = "adapter_config.json";
    private readonly TemporaryFolder _base = new(), _adapter = new();
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose()
    {
        _scope.Dispose();
        _base.Dispose();
        _adapter.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_adapters_folder_is_its_base_with_the_adapter_in_the_weights(bool gpt2)
    {
        using var noGrad = no_grad();
        using var trained = Save(gpt2);
        Name().ShouldBe(_base.Path);

        using var merged = ModelFolder.LoadCausal(_adapter.Path);
        merged.Adapter.ShouldBeNull();
        merged.parameters().ShouldAllBe(p => p.requires_grad);
        LoraAdapterTests.Logits(merged).ShouldBeClose(LoraAdapterTests.Logits(trained), 1e-5, "merged");
        using (trained.Adapter!.Off())
            (LoraAdapterTests.Logits(merged) - LoraAdapterTests.Logits(trained)).abs().max().item<float>().ShouldBeGreaterThan(1e-3f);
    }

    [Fact]
    public void Tokenizer_and_generation_ids_are_the_bases_where_the_adapter_has_none()
    {
        using var trained = Save(gpt2: true);
        File.WriteAllText(_base.File("generation_config.json"), """{"eos_token_id": [1, 7]}""");
        using (var policy = Policy.Load(_adapter.Path, new PromptFormatOptions { Template = "{question}" })) policy.Defaults.EosIds.ShouldBe([1, 7]);
        var inspection = ModelInspection.Take(_adapter.Path);
        inspection.Notes.ShouldHaveSingleItem().ShouldContain($"LoRA adapter; what is shown is its base '{_base.Path}'");
        inspection.Tokenizer.Size.ShouldBe(TinyModels.Vocabulary);
        TrainedLayers.Check(_adapter.Path, "ppo", new LoraOptions { TargetModules = ["c_attn"] }, frozenLayers: 2);

        TinyModels.WriteTokenizer(_adapter.Path, 20);
        ModelInspection.Take(_adapter.Path).Tokenizer.Size.ShouldBe(20);
    }

    [Fact]
    public void A_base_is_looked_for_from_the_adapters_folder_too()
    {
        using var trained = Save(gpt2: true);
        Rename(Path.GetRelativePath(_adapter.Path, _base.Path));
        using var merged = ModelFolder.LoadCausal(_adapter.Path);
        Path.GetFullPath(AdapterBase.Of(_adapter.Path)).ShouldBe(_base.Path);
    }

    [Fact]
    public void A_base_in_the_hubs_cache_is_named_by_owner_name_and_commit_and_found_by_them()
    {
        using var root = new TemporaryFolder();
        var snapshot = Directory.CreateDirectory(Path.Combine(root.Path, "models--some-one--tiny", "snapshots", "0123abcd")).FullName;
        AdapterBase.NameOf(snapshot).ShouldBe(("some-one/tiny", "0123abcd"));
        AdapterBase.NameOf(_base.Path).ShouldBe((_base.Path, null));

        using var trained = Save(gpt2: true);
        TinyModels.Edit(_adapter.Path, Config, c => (c["base_model_name_or_path"], c["revision"]) = ("some-one/tiny", "0123abcd"));
        AdapterBase.Of(_adapter.Path, new HubCache(root.Path)).ShouldBe(snapshot);
        TinyModels.Edit(_adapter.Path, Config, c => c["revision"] = "another");
        Should.Throw<CheckpointException>(() => AdapterBase.Of(_adapter.Path, new HubCache(root.Path))).Message.ShouldContain("aop models fetch some-one/tiny");
    }

    [Theory]
    [InlineData(null, "names no base model")]
    [InlineData("", "names no base model")]
    [InlineData("no/such/folder/at-all", "its base 'no/such/folder/at-all'")]
    public void Without_its_base_it_is_refused_as_what_it_is(string? name, string problem)
    {
        using var trained = Save(gpt2: true);
        Rename(name);
        foreach (var use in new Action[] { () => ModelFolder.LoadCausal(_adapter.Path), () => ModelInspection.Take(_adapter.Path), () =>
            ModelFolder.ReadGenerationDefaults(_adapter.Path) })
        {
            var message = Should.Throw<CheckpointException>(use).Message;
            message.ShouldContain("holds a LoRA adapter, no whole model");
            message.ShouldContain(problem);
            message.ShouldContain("merge_and_unload");
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Base_and_adapter_are_verified_together(bool gpt2)
    {
        using var trained = Save(gpt2);
        var (tensors, parameters) = ModelInspection.Verify(_base.Path);
        ModelInspection.Verify(_adapter.Path).ShouldBe((tensors + trained.Adapter!.Parameters.Count(), parameters));
    }

    [Fact]
    public void An_adapter_that_does_not_fit_its_base_or_holds_no_numbers_is_not_verified()
    {
        using var trained = Save(gpt2: true);
        var weights = _adapter.File("adapter_model.safetensors");
        var stored = SafeTensors.Read(weights);
        var (name, value) = stored.First();
        SafeTensors.Write(weights, stored.Skip(1).Select(t => (t.Key, t.Value)).Append((name, full_like(value, float.NaN))));
        Should.Throw<CheckpointException>(() => ModelInspection.Verify(_adapter.Path)).Message.ShouldContain(
            $"'{name}' has {value.numel()} of {value.numel()} numbers that are not finite");
        SafeTensors.Write(weights, stored.Skip(1).Select(t => (t.Key, t.Value)));
        Should.Throw<CheckpointException>(() => ModelInspection.Verify(_adapter.Path)).Message.ShouldContain(
            $"'{name}' is missing. The adapter was trained on another model");
        Rename("nowhere");
        Should.Throw<CheckpointException>(() => ModelInspection.Verify(_adapter.Path)).Message.ShouldContain("its base 'nowhere'");
    }

    [Fact]
    public void An_adapter_without_a_head_makes_no_reward_model_of_a_language_model()
    {
        using var trained = Save(gpt2: true);
        Should.Throw<CheckpointException>(() => ModelFolder.LoadReward(_adapter.Path)).Message
            .ShouldContain("a language model without a reward head (score.weight)");
    }

    [Fact]
    public void On_an_encoder_it_is_not_merged()
    {
        using var trained = Save(gpt2: true);
        File.Copy(Goldens.Material("models/bert-mean-pooling/config.json"), _base.File("config.json"), overwrite: true);
        Should.Throw<CheckpointException>(() => ModelFolder.Load(_adapter.Path, EncoderArchitectures.ReadBare)).Message
            .ShouldContain("merged with its base for decoders alone");
        ModelInspection.Take(_adapter.Path).Problem!.ShouldContain("merged with its base for decoders alone");
    }

    [Fact]
    public void What_it_has_that_is_not_built_is_named_before_any_weight_is_read()
    {
        using var trained = Save(gpt2: true);
        TinyModels.Edit(_adapter.Path, Config, json => json["layer_replication"] = new JsonArray(0, 1));
        ModelInspection.Take(_adapter.Path).Problem!.ShouldContain("layer_replication is [0,1], which is not supported");
    }

    /// <summary>PEFT names the layers of a Gemma 3 that sees pictures one step deeper, and adapts the part that sees with the same ends of names.</summary>
    [Fact]
    public void On_the_text_part_of_a_model_that_sees_pictures_its_layers_are_found_and_the_rest_is_left_out()
    {
        using var noGrad = no_grad();
        using (var text = ModelFolder.LoadCausal(Goldens.Material("models/gemma3-text"))) ModelFolder.SaveCausal(text, _base.Path, tokenizer: null);
        using var trained = ModelFolder.LoadCausal(_base.Path);
        LoraAdapterTests.Trained(trained, new LoraOptions());
        AdapterFolder.Save(trained, _adapter.Path);
        var stored = SafeTensors.Read(_adapter.File("adapter_model.safetensors"))
            .Select(t => (t.Key.Replace("base_model.model.model.", "base_model.model.model.language_model.", StringComparison.Ordinal), t.Value)).ToList();
        stored.Add(("base_model.model.model.vision_tower.vision_model.encoder.layers.0.self_attn.q_proj.lora_A.weight", ones(8, 3)));
        SafeTensors.Write(_adapter.File("adapter_model.safetensors"), stored);
        using var merged = ModelFolder.LoadCausal(_adapter.Path);
        LoraAdapterTests.Logits(merged).ShouldBeClose(LoraAdapterTests.Logits(trained), 1e-4, "merged");
    }

    [Fact]
    public void Of_a_model_made_here_no_base_is_named()
    {
        using var model = TinyModels.Gpt2();
        LoraAdapterTests.Trained(model, new LoraOptions());
        AdapterFolder.Save(model, _adapter.Path);
        Name().ShouldBeNull();
    }

    /// <summary>A base, and an adapter on it; the model with both.</summary>
    private CausalModel Save(bool gpt2)
    {
        TinyModels.WriteTokenizer(_base.Path);
        using (CausalModel model = gpt2 ? TinyModels.Gpt2() : TinyModels.Llama()) ModelFolder.SaveCausal(model, _base.Path, tokenizer: null);
        var loaded = ModelFolder.LoadCausal(_base.Path);
        LoraAdapterTests.Trained(loaded, new LoraOptions());
        AdapterFolder.Save(loaded, _adapter.Path);
        return loaded;
    }

    private string? Name() => JsonNode.Parse(File.ReadAllText(_adapter.File(Config)))!["base_model_name_or_path"]?.GetValue<string>();

    private void Rename(string? name) => TinyModels.Edit(_adapter.Path, Config, c => c["base_model_name_or_path"] = name);
}
