using System.Text.Json.Nodes;
using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Checkpoints;
using AlwaysOnPolicy.Models.Formats;
using AlwaysOnPolicy.Models.Generation;
using AlwaysOnPolicy.Models.Inspection;
using AlwaysOnPolicy.Models.Rewards;
using AlwaysOnPolicy.Models.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Tests.Checkpoints;

/// <summary>Model folders whose parts do not fit together: one error, which names the fault.</summary>
public sealed class DamagedFolderTests : IDisposable
{
    private const string Weights = "model.safetensors";
    private readonly TemporaryFolder _folder = new();
    private readonly DisposeScope _scope = NewDisposeScope();

    public DamagedFolderTests()
    {
        using var model = TinyModels.Llama();
        ModelFolder.SaveCausal(model, _folder.Path, tokenizer: null);
    }

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_missing_tensor_is_named()
    {
        Rewrite(t => t.Remove("model.layers.1.mlp.up_proj.weight"));
        Refused().ShouldContain("1 tensors are missing, the first is 'model.layers.1.mlp.up_proj.weight'");
    }

    [Fact]
    public void A_surplus_tensor_is_named()
    {
        Rewrite(t => t["model.layers.2.mlp.up_proj.weight"] = ones(12, 8));
        Refused().ShouldContain("'model.layers.2.mlp.up_proj.weight' has no place in the model");
    }

    [Fact]
    public void A_tensor_of_another_shape_is_named_with_both_shapes()
    {
        Rewrite(t => t["model.norm.weight"] = ones(9));
        Refused().ShouldContain("'model.norm.weight' is [9]; config.json beside it implies [8]");
    }

    [Fact]
    public void A_tensor_that_could_be_broadcast_is_refused_too()
    {
        Rewrite(t => t["model.norm.weight"] = ones(1));
        Refused().ShouldContain("'model.norm.weight' is [1]");
    }

    [Fact]
    public void Weights_that_are_no_floating_point_numbers_are_refused()
    {
        Rewrite(t => t["model.norm.weight"] = ones(8, ScalarType.Int32));
        Refused().ShouldContain("'model.norm.weight' is of type Int32");
    }

    [Fact]
    public void A_name_that_is_there_with_and_without_its_prefix_is_refused()
    {
        Rewrite(t => t["norm.weight"] = ones(8));
        Refused().ShouldContain("'model.norm.weight' is there twice");
    }

    [Fact]
    public void A_folder_without_weights_says_so()
    {
        File.Delete(_folder.File(Weights));
        Refused().ShouldContain("has neither model.safetensors nor model.safetensors.index.json");
    }

    [Fact]
    public void A_folder_that_is_no_model_says_so()
    {
        File.Delete(_folder.File("config.json"));
        Refused().ShouldContain("has no config.json");
    }

    [Fact]
    public void A_shard_that_is_missing_is_named()
    {
        Shard();
        File.Delete(_folder.File(Shards.Second));
        Refused().ShouldContain($"{Shards.Second}' is missing, but {Shards.Index} lists it");
    }

    [Fact]
    public void A_tensor_that_is_not_in_the_shard_of_the_index_is_named()
    {
        Shard();
        EditIndex(map => map["model.norm.weight"] = map["model.norm.weight"]!.GetValue<string>() == Shards.First ? Shards.Second : Shards.First);
        Refused().ShouldContain("'model.norm.weight' should lie in");
    }

    [Theory]
    [InlineData("../secret.safetensors")]
    [InlineData("/etc/secret.safetensors")]
    [InlineData("secret.txt")]
    public void An_index_that_points_elsewhere_is_refused(string place)
    {
        Shard();
        EditIndex(map => map["model.norm.weight"] = place);
        Refused().ShouldContain("which is not the name of a .safetensors file beside it");
    }

    [Fact]
    public void An_index_without_a_map_is_refused()
    {
        Shard();
        TinyModels.Edit(_folder.Path, Shards.Index, json => json.Remove("weight_map"));
        Refused().ShouldContain("has no weight_map");
    }

    [Theory]
    [InlineData("model_type")]
    [InlineData("hidden_size")]
    [InlineData("intermediate_size")]
    [InlineData("num_hidden_layers")]
    [InlineData("num_attention_heads")]
    [InlineData("vocab_size")]
    public void A_config_without_a_key_that_is_needed_names_it(string key)
    {
        Configure(config => config.Remove(key));
        Refused().ShouldContain($"{key} is missing");
    }

    [Theory]
    [InlineData("model_type", "\"mamba\"", "model_type is 'mamba', which is not supported")]
    [InlineData("hidden_act", "\"maxout\"", "hidden_act is 'maxout', which is not supported")]
    [InlineData("pretraining_tp", "2", "pretraining_tp is '2', which is not supported")]
    [InlineData("partial_rotary_factor", "0.5", "partial_rotary_factor is '0.5', which is not supported")]
    [InlineData("rope_scaling", """{"rope_type": "proportional", "factor": 2}""", "rope_scaling.rope_type is 'proportional'")]
    [InlineData("rope_scaling", """{"rope_type": "linear"}""", "factor is missing")]
    [InlineData("rope_scaling", "7", "rope_scaling is not a JSON object")]
    [InlineData("quantization_config", """{"quant_method": "gptq"}""", "quantization_config asks for weights that are quantized")]
    [InlineData("hidden_size", "\"eight\"", "hidden_size is \"eight\", which is not of the type expected")]
    [InlineData("hidden_size", "-8", "hidden_size is -8, which is out of range")]
    [InlineData("num_hidden_layers", "0", "num_hidden_layers is 0, which is out of range")]
    [InlineData("num_attention_heads", "3", "not a multiple of")]
    [InlineData("num_key_value_heads", "3", "num_attention_heads is 2, which is not a multiple of num_key_value_heads 3")]
    [InlineData("head_dim", "3", "rotary positions need an even number")]
    [InlineData("rms_norm_eps", "0", "rms_norm_eps is 0; it must be above 0")]
    [InlineData("pad_token_id", "24", "pad_token_id is 24, outside the vocabulary of 24")]
    public void An_option_that_cannot_be_honoured_is_refused_by_name(string key, string value, string complaint)
    {
        Configure(config =>
        {
            config[key] = JsonNode.Parse(value);
            if (key == "num_attention_heads") config.Remove("head_dim");
        });
        var message = Refused();
        message.ShouldContain(complaint);
        message.ShouldContain(_folder.File("config.json"));
    }

    [Fact]
    public void A_config_of_a_far_larger_model_is_refused_before_it_is_allocated()
    {
        Configure(config =>
        {
            config["vocab_size"] = 1 << 24;
            config["hidden_size"] = 1 << 20;
        });
        Refused().ShouldContain("parameters, the weights hold");
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{\"vocab_size\": 1, \"vocab_size\": 2}")]
    public void A_config_that_is_no_JSON_object_is_refused(string text)
    {
        File.WriteAllText(_folder.File("config.json"), text);
        Refused().ShouldContain("cannot be read as JSON");
    }

    [Fact]
    public void A_classifier_with_more_labels_than_one_is_no_reward_model()
    {
        Configure(config => config["id2label"] = new JsonObject { ["0"] = "good", ["1"] = "bad" });
        Should.Throw<CheckpointException>(() => ModelFolder.LoadReward(_folder.Path)).Message.ShouldContain("num_labels is 2; a reward model has one");
    }

    [Fact]
    public void Weights_in_a_form_that_is_not_read_and_links_to_what_was_deleted_are_named()
    {
        var weights = _folder.File("model.safetensors");
        File.Move(weights, _folder.File("model-q4.gguf"));
        Should.Throw<CheckpointException>(() => ModelFolder.LoadCausal(_folder.Path)).Message
            .ShouldContain("It has model-q4.gguf, a name or a form that is not read");
        File.CreateSymbolicLink(weights, "blobs/0a1b");
        Should.Throw<CheckpointException>(() => ModelFolder.LoadCausal(_folder.Path)).Message.ShouldContain("is a link to 'blobs/0a1b', which is not there");
    }

    [Fact]
    public void A_models_place_in_the_cache_is_told_from_its_snapshots()
    {
        using var place = new TemporaryFolder();
        Directory.CreateDirectory(place.File("snapshots/0a1b"));
        Should.Throw<CheckpointException>(() => ModelFolder.LoadCausal(place.Path)).Message
            .ShouldContain("give owner/name of the model, or one of the folders in its snapshots");
    }

    [Fact]
    public void A_reward_model_is_verified_by_its_head_whatever_config_json_calls_it()
    {
        using var reward = new RewardNetwork(TinyModels.Llama());
        using var folder = new TemporaryFolder();
        ModelFolder.SaveReward(reward, folder.Path, tokenizer: null);
        TinyModels.Edit(folder.Path, "config.json", json => json["architectures"] = new JsonArray("LlamaForCausalLM"));
        ModelInspection.Verify(folder.Path).Tensors.ShouldBe(reward.named_parameters().Count());
    }

    [Fact]
    public void A_language_model_is_no_reward_model() =>
        Should.Throw<CheckpointException>(() => ModelFolder.LoadReward(_folder.Path)).Message.ShouldContain("without a reward head (score.weight)");

    [Fact]
    public void A_value_head_of_another_width_is_refused()
    {
        SafeTensors.Write(_folder.File("v_head.safetensors"), [("v_head.summary.weight", ones(1, 9)), ("v_head.summary.bias", ones(1))]);
        Should.Throw<CheckpointException>(() => ValueHeadFile.LoadOrNew(_folder.Path, 8)).Message.ShouldContain("should be [1, 8] and is [1, 9]");
    }

    [Fact]
    public void A_policy_whose_tokenizer_has_more_tokens_than_the_model_rows_is_refused()
    {
        TinyModels.WriteTokenizer(_folder.Path, tokens: 25);
        Should.Throw<CheckpointException>(() => Policy.Load(_folder.Path, new PromptFormatOptions { Template = "{question}" })).Message
            .ShouldContain("the tokenizer has ids up to 24, the model's vocabulary is 24: they belong to different models");
    }

    [Fact]
    public void A_reward_model_whose_tokenizer_has_more_tokens_than_the_model_rows_is_refused()
    {
        using var network = new RewardNetwork(TinyModels.Llama());
        ModelFolder.SaveReward(network, _folder.Path, tokenizer: null);
        TinyModels.WriteTokenizer(_folder.Path, tokens: 25);
        Should.Throw<CheckpointException>(() => TrunkRewardModel.Load(_folder.Path, new PromptFormatOptions { Template = "{question}" })).Message
            .ShouldContain("the tokenizer has ids up to 24, the model's vocabulary is 24");
    }

    [Theory]
    [InlineData("eos_token_id", "[1, 24]")]
    [InlineData("pad_token_id", "24")]
    [InlineData("suppress_tokens", "[24]")]
    public void An_id_that_the_vocabulary_lacks_is_refused(string key, string value)
    {
        TinyModels.WriteTokenizer(_folder.Path);
        File.WriteAllText(_folder.File("generation_config.json"), $$"""{"{{key}}": {{value}}}""");
        Should.Throw<CheckpointException>(() => Policy.Load(_folder.Path, new PromptFormatOptions { Template = "{question}" })).Message
            .ShouldContain($"generation_config.json': {key} is 24, outside the vocabulary of 24");
    }

    private string Refused() => Should.Throw<CheckpointException>(() => ModelFolder.LoadCausal(_folder.Path).Dispose()).Message;

    private void Configure(Action<JsonObject> change) => TinyModels.Edit(_folder.Path, "config.json", change);

    private void EditIndex(Action<JsonObject> change) => TinyModels.Edit(_folder.Path, Shards.Index, json => change(json["weight_map"]!.AsObject()));

    private void Shard()
    {
        using var model = TinyModels.Llama();
        Shards.Save(model, _folder.Path);
    }

    private void Rewrite(Action<Dictionary<string, Tensor>> change)
    {
        var tensors = SafeTensors.Read(_folder.File(Weights));
        change(tensors);
        SafeTensors.Write(_folder.File(Weights), tensors.Select(t => (t.Key, t.Value)));
    }
}
