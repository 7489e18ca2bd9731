using System.Text.Json.Nodes;
using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Checkpoints;
using AlwaysOnPolicy.Models.Formats;
using AlwaysOnPolicy.Models.Generation;
using AlwaysOnPolicy.Models.Inspection;
using AlwaysOnPolicy.Models.Tests.Architectures;
using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Tests;
using AlwaysOnPolicy.Tokenizers;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Tests.Checkpoints;

public sealed class RoundTripTests
{
    [Theory, ModelCases("LMHeadModel", "ForCausalLM")]
    public void A_saved_checkpoint_has_the_tensors_and_options_of_the_one_it_was_loaded_from(string folder)
    {
        var config = Goldens.Json(Path.Combine(folder, "config.json"));
        CausalGoldenTests.RequireSupport(folder);
        using var target = new TemporaryFolder();
        using var scope = NewDisposeScope();
        using var model = ModelFolder.LoadCausal(folder);
        ModelFolder.SaveCausal(model, target.Path, tokenizer: null);

        var (before, after) = (SafeTensors.Read(Path.Combine(folder, "model.safetensors")), SafeTensors.Read(target.File("model.safetensors")));
        after.Keys.ShouldBe(before.Keys, ignoreOrder: true);
        foreach (var (name, value) in before) after[name].ShouldBeIdentical(value.to(ScalarType.Float32), name);

        var saved = Goldens.Json(target.File("config.json"));
        foreach (var option in config.EnumerateObject())
            if (option.Name is not ("dtype" or "torch_dtype")) saved.GetProperty(option.Name).GetRawText().ShouldBe(option.Value.GetRawText(), option.Name);
        using var again = ModelFolder.LoadCausal(target.Path);
        ShouldHaveSameWeights(again, model);
    }

    [Theory, ModelCases("LMHeadModel", "ForCausalLM")]
    public void Saved_in_the_type_it_came_in_its_configs_say_word_for_word_what_they_said(string folder)
    {
        using var target = new TemporaryFolder();
        using var model = ModelFolder.LoadCausal(folder);
        ModelFolder.SaveCausal(model, target.Path, null, null, ModelFolder.ReadGenerationDefaults(folder), model.StoredType);
        foreach (var name in new[] { "config.json", "generation_config.json" })
        {
            var (before, after) = (JsonFile.Read(Path.Combine(folder, name)), JsonFile.Read(target.File(name)));
            JsonNode.DeepEquals(before, after).ShouldBeTrue($"{name}: {before.ToJsonString()}\n{after.ToJsonString()}");
        }
    }

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float16)]
    [InlineData(ScalarType.BFloat16)]
    public void Weights_on_disk_may_be_of_half_precision(ScalarType type)
    {
        using var source = new TemporaryFolder();
        using var target = new TemporaryFolder();
        using var scope = NewDisposeScope();
        using var model = TinyModels.Llama(tied: false);
        ModelFolder.SaveCausal(model, source.Path, tokenizer: null);
        SafeTensors.Write(source.File("model.safetensors"), model.named_parameters().Select(p => (p.name, p.parameter.to(type))));

        using var loaded = ModelFolder.LoadCausal(source.Path);
        foreach (var (name, parameter) in loaded.named_parameters())
            parameter.ShouldBeIdentical(model.get_parameter(name)!.to(type).to(ScalarType.Float32), name);
        ModelFolder.SaveCausal(loaded, target.Path, tokenizer: null);
        using var again = ModelFolder.LoadCausal(target.Path);
        ShouldHaveSameWeights(again, loaded);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_tied_head_is_written_once_and_may_be_stored_twice(bool gpt2)
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        using CausalModel model = gpt2 ? TinyModels.Gpt2() : TinyModels.Llama();
        ModelFolder.SaveCausal(model, folder.Path, tokenizer: null);

        var stored = SafeTensors.Read(folder.File("model.safetensors"));
        stored.Keys.ShouldNotContain("lm_head.weight");

        stored["lm_head.weight"] = stored[gpt2 ? "transformer.wte.weight" : "model.embed_tokens.weight"];
        SafeTensors.Write(folder.File("model.safetensors"), stored.Select(t => (t.Key, t.Value)));
        using var again = ModelFolder.LoadCausal(folder.Path);
        ShouldHaveSameWeights(again, model);
    }

    [Fact]
    public void An_untied_head_is_written()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        using var model = TinyModels.Gpt2(tied: false);
        ModelFolder.SaveCausal(model, folder.Path, tokenizer: null);

        SafeTensors.Read(folder.File("model.safetensors")).Keys.ShouldContain("lm_head.weight");
        using var again = ModelFolder.LoadCausal(folder.Path);
        ShouldHaveSameWeights(again, model);
    }

    [Fact]
    public void Tokenizer_value_head_and_generation_defaults_lie_beside_the_weights()
    {
        using var source = new TemporaryFolder();
        using var target = new TemporaryFolder();
        TinyModels.WriteTokenizer(source.Path);
        using var scope = NewDisposeScope();
        using var model = TinyModels.Gpt2();
        using var head = new ValueHead(model.HiddenSize);
        using (no_grad())
            foreach (var parameter in head.parameters()) parameter.copy_(randn(parameter.shape));
        var tokenizer = Tokenizer.Load(source.Path);
        var defaults = new GenerationDefaults { EosIds = [1], PadId = 0, SuppressTokens = [0, 2] };

        ModelFolder.SaveCausal(model, target.Path, tokenizer, head, defaults);

        var again = Tokenizer.Load(target.Path);
        foreach (var text in new[] { "w3 w4 <end> nothing", "", "w23" }) again.Encode(text).ShouldBe(tokenizer.Encode(text));
        (again.EosId, again.PadId).ShouldBe((tokenizer.EosId, tokenizer.PadId));
        using var headAgain = ValueHeadFile.LoadOrNew(target.Path, model.HiddenSize);
        ShouldHaveSameWeights(headAgain, head);
        SafeTensors.Read(target.File("model.safetensors")).Keys.Where(n => n.StartsWith("v_head", StringComparison.Ordinal))
            .ShouldBe(["v_head.summary.bias", "v_head.summary.weight"], ignoreOrder: true);
        using var modelAgain = ModelFolder.LoadCausal(target.Path);
        ShouldHaveSameWeights(modelAgain, model);
        var read = ModelFolder.ReadGenerationDefaults(target.Path);
        (read.EosIds.Single(), read.PadId).ShouldBe((1, 0));
        read.SuppressTokens.ShouldBe([0, 2]);
    }

    [Fact]
    public void A_value_head_is_found_among_the_weights_too_where_TRL_puts_it()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        using var model = TinyModels.Gpt2();
        ModelFolder.SaveCausal(model, folder.Path, tokenizer: null);
        var (weight, bias) = (randn(1, model.HiddenSize), randn(1));
        SafeTensors.Write(folder.File("model.safetensors"),
            [.. model.named_parameters().Select(p => (p.name, (Tensor)p.parameter)), ("v_head.summary.weight", weight), ("v_head.summary.bias", bias)]);

        using var head = ValueHeadFile.LoadOrNew(folder.Path, model.HiddenSize);
        head.get_parameter("summary.weight")!.ShouldBeIdentical(weight);
        head.get_parameter("summary.bias")!.ShouldBeIdentical(bias);
        using var again = ModelFolder.LoadCausal(folder.Path);
        ShouldHaveSameWeights(again, model);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_head_of_its_own_counts_whatever_the_config_says_of_ties(bool gpt2)
    {
        using var folder = new TemporaryFolder();
        using var again = new TemporaryFolder();
        using var scope = NewDisposeScope();
        using CausalModel model = gpt2 ? TinyModels.Gpt2(tied: false) : TinyModels.Llama(tied: false);
        ModelFolder.SaveCausal(model, folder.Path, tokenizer: null);
        TinyModels.Edit(folder.Path, "config.json", c => c["tie_word_embeddings"] = true);

        using var loaded = ModelFolder.LoadCausal(folder.Path);
        ShouldHaveSameWeights(loaded, model);
        var inspection = ModelInspection.Take(folder.Path);
        inspection.Notes.ShouldContain(n => n.Contains("head of its own"));
        inspection.Parameters.ShouldBe(ModelInspection.Take(Untied(again.Path, model)).Parameters);
        ModelFolder.SaveCausal(loaded, again.Path, tokenizer: null);
        using var third = ModelFolder.LoadCausal(again.Path);
        ShouldHaveSameWeights(third, model);
        Goldens.Json(again.File("config.json")).GetProperty("tie_word_embeddings").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public void A_saved_folder_keeps_every_id_and_setting_that_it_was_loaded_with()
    {
        using var source = new TemporaryFolder();
        using var target = new TemporaryFolder();
        TinyModels.WriteTokenizer(source.Path);
        using (var model = TinyModels.Llama()) ModelFolder.SaveCausal(model, source.Path, tokenizer: null);
        TinyModels.Edit(source.Path, "config.json", c => (c["eos_token_id"], c["bos_token_id"], c["pad_token_id"]) = (5, 3, 4));
        File.WriteAllText(source.File("generation_config.json"),
            """{"_from_model_config": true, "bos_token_id": 6, "eos_token_id": [5, 7], "decoder_start_token_id": 8, "temperature": 0.6, "suppress_tokens": [9]}""");

        using var policy = Policy.Load(source.Path, new PromptFormatOptions { Template = "{question}" });
        ModelFolder.SaveCausal(policy.Model, target.Path, policy.Tokenizer, generation: policy.Defaults);

        // The tokenizer's eos (1) is taught and so joins the ids that end an answer; settings so changed are no longer config.json's.
        JsonNode.DeepEquals(JsonNode.Parse(File.ReadAllText(target.File("generation_config.json"))), JsonNode.Parse(
            """{"bos_token_id": 6, "eos_token_id": [5, 7, 1], "decoder_start_token_id": 8, "temperature": 0.6, "suppress_tokens": [9], "pad_token_id": 4}""")).ShouldBeTrue();
        var config = Goldens.Json(target.File("config.json"));
        foreach (var (key, id) in new[] { ("eos_token_id", 5), ("bos_token_id", 3), ("pad_token_id", 4) }) config.GetProperty(key).GetInt32().ShouldBe(id, key);
    }

    [Theory]
    [InlineData(ScalarType.BFloat16, "bfloat16")]
    [InlineData(ScalarType.Float16, "float16")]
    [InlineData(ScalarType.Float32, "float32")]
    public void Weights_are_written_in_their_own_type_when_asked(ScalarType type, string name)
    {
        using var source = new TemporaryFolder();
        using var target = new TemporaryFolder();
        using var scope = NewDisposeScope();
        using (var model = TinyModels.Gpt2()) ModelFolder.SaveCausal(model, source.Path, tokenizer: null, head: null, generation: null, type);
        using var loaded = ModelFolder.LoadCausal(source.Path);
        loaded.StoredType.ShouldBe(type);
        using var head = new ValueHead(loaded.HiddenSize);

        ModelFolder.SaveCausal(loaded, target.Path, tokenizer: null, head, saved: SavedType.Own);

        Goldens.Json(target.File("config.json")).GetProperty("torch_dtype").GetString().ShouldBe(name);
        var (before, after) = (SafeTensors.Read(source.File("model.safetensors")), SafeTensors.Read(target.File("model.safetensors")));
        foreach (var (key, value) in before) after[key].ShouldBeIdentical(value, key);
        after["v_head.summary.weight"].dtype.ShouldBe(ScalarType.Float32);

        using var network = new RewardNetwork(loaded.Copy());
        ModelFolder.SaveReward(network, target.Path, tokenizer: null, saved: SavedType.Own);
        SafeTensors.Read(target.File("model.safetensors")).Values.ShouldAllBe(t => t.dtype == type);
        using var reward = ModelFolder.LoadReward(target.Path);
        reward.StoredType.ShouldBe(type);
        ModelFolder.SaveReward(reward, target.Path, tokenizer: null);
        SafeTensors.Read(target.File("model.safetensors")).Values.ShouldAllBe(t => t.dtype == ScalarType.Float32);
    }

    [Fact]
    public void Shards_are_read_by_their_index()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        using var model = TinyModels.Llama(tied: false);
        Shards.Save(model, folder.Path);

        using var again = ModelFolder.LoadCausal(folder.Path);
        ShouldHaveSameWeights(again, model);
    }

    [Fact]
    public void A_reward_model_keeps_its_head_and_its_one_label()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        using var network = new RewardNetwork(TinyModels.Llama(tied: false));
        ModelFolder.SaveReward(network, folder.Path, tokenizer: null);

        var config = JsonNode.Parse(File.ReadAllText(folder.File("config.json")))!;
        config["architectures"]!.ToJsonString().ShouldBe("""["LlamaForSequenceClassification"]""");
        config["id2label"]!.AsObject().Count.ShouldBe(1);
        SafeTensors.Read(folder.File("model.safetensors")).Keys.ShouldNotContain("lm_head.weight");
        using var again = ModelFolder.LoadReward(folder.Path);
        again.ScoreWeight.ShouldBeIdentical(network.ScoreWeight);
        var (before, after) = (ModelFolder.NamesOnDisk(network), ModelFolder.NamesOnDisk(again));
        after.Keys.ShouldBe(before.Keys, ignoreOrder: true);
        foreach (var (name, value) in before) after[name].ShouldBeIdentical(value, name);
    }

    private static string Untied(string folder, CausalModel model)
    {
        ModelFolder.SaveCausal(model, folder, tokenizer: null);
        return folder;
    }

    private static void ShouldHaveSameWeights(nn.Module actual, nn.Module expected)
    {
        var parameters = actual.named_parameters().ToDictionary(p => p.name, p => p.parameter);
        parameters.Keys.ShouldBe(expected.named_parameters().Select(p => p.name), ignoreOrder: true);
        foreach (var (name, parameter) in expected.named_parameters()) parameters[name].ShouldBeIdentical(parameter, name);
    }
}
