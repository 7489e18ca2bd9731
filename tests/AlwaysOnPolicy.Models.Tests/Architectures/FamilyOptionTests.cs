using System.Text.Json.Nodes;
using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Checkpoints;
using AlwaysOnPolicy.Models.Formats;
using AlwaysOnPolicy.Tests;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Tests.Architectures;

/// <summary>Options of the families that the reference numbers do not cover: how older files spell them, and what is refused.</summary>
public sealed class FamilyOptionTests
{
    /// <summary>Keys taken out of a reference's config.json, and what older files have in their place.</summary>
    [Theory]
    [InlineData("gpt-neox", "rope_parameters", """{"rotary_pct": 0.25, "rotary_emb_base": 10000}""")]
    [InlineData("gpt-neox", "rope_parameters attention_bias use_parallel_residual", "{}")]
    [InlineData("gemma2", "rope_parameters layer_types", """{"rope_theta": 10000.0}""")]
    [InlineData("gemma3-text", "rope_parameters layer_types _sliding_window_pattern", """{"rope_theta": 1000000, "rope_local_base_freq": 10000, "sliding_window_pattern": 6}""")]
    [InlineData("gemma3-text", "rope_parameters layer_types _sliding_window_pattern", "{}")]
    [InlineData("smollm3", "rope_parameters layer_types no_rope_layers", """{"no_rope_layer_interval": 4}""")]
    [InlineData("phi3", "rope_parameters", """{"partial_rotary_factor": 0.75, "rope_theta": 10000.0, "rope_scaling": null}""")]
    [InlineData("phi3-longrope", "rope_parameters", """{"rope_scaling": {"type": "su", "long_factor": [1.2, 2.0, 3.5, 5.0], "short_factor": [1.0, 1.1, 1.3, 1.6]}}""")]
    [InlineData("stablelm", "rope_parameters", """{"partial_rotary_factor": 0.25}""")]
    [InlineData("olmo2", "rope_parameters num_key_value_heads", """{"rope_theta": 500000}""")]
    [InlineData("granite", "rope_parameters attention_bias mlp_bias", "{}")]
    [InlineData("qwen3", "rope_parameters layer_types", """{"rope_theta": 1000000}""")]
    [InlineData("qwen2-tf5-mixed-windows", "rope_parameters layer_types", """{"rope_theta": 1000000}""")]
    [InlineData("llama-tf5-rope-yarn", "rope_parameters", """{"rope_scaling": {"type": "yarn", "factor": 4.0, "original_max_position_embeddings": 512, "beta_fast": 32, "beta_slow": 1}}""")]
    public void Older_files_say_the_same_in_other_words(string golden, string without, string instead)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var folder = Copy(golden, config => Respell(config, without, instead));
        using var model = ModelFolder.LoadCausal(folder.Path);
        Logits(model, golden).ShouldBeClose(Expected(golden), 1e-4, golden, ModelCase.Open(Goldens.Material($"models/{golden}")).Mask("right"));
    }

    [Fact]
    public void ModernBERTs_older_files_say_the_same_in_other_words()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var folder = Copy("modernbert-reward", config => Respell(config, "rope_parameters layer_types", """{"global_rope_theta": 160000, "local_rope_theta": 10000, "global_attn_every_n_layers": 3}"""));
        using var model = ModelFolder.Load(folder.Path, EncoderArchitectures.ReadClassifier);
        var golden = ModelCase.Open(Goldens.Material("models/modernbert-reward"));
        model.Rewards(golden.Ids("right"), golden.Mask("right")).ShouldBeClose(golden.Expected("right.logits").squeeze(-1), 1e-4, "scores");
    }

    [Theory]
    [InlineData("language_model.model.", "vision_tower.", "language_model.")]
    [InlineData("model.language_model.", "model.vision_tower.", "")]
    public void The_text_part_of_a_Gemma_3_that_sees_pictures_is_read_and_saved_as_a_text_model(string trunk, string pictures, string head)
    {
        const string Golden = "gemma3-text";
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var folder = Copy(Golden, config =>
        {
            var text = config.DeepClone().AsObject();
            config.Clear();
            config["model_type"] = "gemma3";
            config["architectures"] = new JsonArray("Gemma3ForConditionalGeneration");
            config["eos_token_id"] = new JsonArray(1, 106);
            text.Remove("eos_token_id");
            config["text_config"] = text;
            config["vision_config"] = new JsonObject { ["hidden_size"] = 1152 };
        });
        var stored = SafeTensors.Read(folder.File("model.safetensors")).Select(t => (t.Key.Replace("model.", trunk, StringComparison.Ordinal), t.Value))
            .Append(($"{pictures}vision_model.post_layernorm.weight", ones(3)));
        if (head.Length > 0) stored = stored.Append(($"{head}lm_head.weight", SafeTensors.Read(folder.File("model.safetensors"))["model.embed_tokens.weight"]));
        SafeTensors.Write(folder.File("model.safetensors"), stored);

        using var model = ModelFolder.LoadCausal(folder.Path);
        var mask = ModelCase.Open(Goldens.Material($"models/{Golden}")).Mask("right");
        Logits(model, Golden).ShouldBeClose(Expected(Golden), 1e-4, Golden, mask);
        ModelFolder.ReadGenerationDefaults(folder.Path).EosIds.ShouldBe([1, 106]);

        using var saved = new TemporaryFolder();
        ModelFolder.SaveCausal(model, saved.Path, tokenizer: null);
        Goldens.Json(saved.File("config.json")).GetProperty("model_type").GetString().ShouldBe("gemma3_text");
        using var again = ModelFolder.LoadCausal(saved.Path);
        Logits(again, Golden).ShouldBeIdentical(Logits(model, Golden));
    }

    [Theory, InlineData(false), InlineData(true)]
    public void StableLM_may_read_both_branches_from_one_norm_and_norm_each_head_of_queries_and_keys(bool isParallel)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var config = StableLm.Read(TinyModels.Config($$"""
            {
                "model_type": "stablelm", "vocab_size": 11, "hidden_size": 8, "intermediate_size": 6, "num_hidden_layers": 1, "num_attention_heads": 2, "num_key_value_heads": 1,
                "partial_rotary_factor": 0.5, "qk_layernorm": true, "use_parallel_residual": {{(isParallel ? "true" : "false")}}
            }
            """));
        using var block = TinyModels.Randomized(new DecoderBlock(config, 0));
        Tensor Of(string name) => block.get_parameter(name)!;
        Tensor Normed(Tensor of, string name) => nn.functional.layer_norm(of, [8], Of($"{name}.weight"), Of($"{name}.bias"), 1e-5);
        Tensor Map(Tensor of, string name) => of.matmul(Of($"{name}.weight").t());
        var x = randn(1, 2, 8);
        var read = Normed(x, "input_layernorm");
        // Places 0: the second place sees both, the first itself alone, and nothing turns.
        Tensor Head(Tensor of, int head, string norm) => nn.functional.layer_norm(of.narrow(-1, 4 * head, 4), [4], eps: 1e-5) * Of(
            $"self_attn.{norm}.norms.{head}.weight");
        var (key, value) = (Head(Map(read, "self_attn.k_proj"), 0, "k_layernorm"), Map(read, "self_attn.v_proj"));
        var heads = Enumerable.Range(0, 2).Select(h =>
        {
            var scores = Head(Map(read, "self_attn.q_proj"), h, "q_layernorm").matmul(key.transpose(-1, -2)) / 2;
            return (scores + full(2, 2, float.NegativeInfinity).triu(1)).softmax(-1).matmul(value);
        });
        var attended = x + Map(cat([.. heads], -1), "self_attn.o_proj");
        var mlpRead = isParallel ? read : Normed(attended, "post_attention_layernorm");
        var gate = Map(mlpRead, "mlp.gate_proj");
        var expected = attended + Map(gate * gate.sigmoid() * Map(mlpRead, "mlp.up_proj"), "mlp.down_proj");

        var rope = config.Ropes[0]!.At(zeros(1, 2, ScalarType.Int64), ScalarType.Float32);
        var all = ones(1, 2, ScalarType.Int64);
        block.Run(x.flatten(0, 1), TokenPlaces.Of(all), AttentionMask.Causal(all), rope).view(1, 2, -1).ShouldBeClose(expected, 1e-5, "block");
        block.named_parameters().Any(p => p.name.StartsWith("post_attention_layernorm", StringComparison.Ordinal)).ShouldBe(!isParallel);
    }

    [Theory]
    [InlineData("opt", "word_embed_proj_dim", "16")]
    [InlineData("opt", "do_layer_norm_before", "false")]
    [InlineData("opt", "_remove_final_layer_norm", "true")]
    [InlineData("opt", "layer_norm_elementwise_affine", "false")]
    [InlineData("gemma2", "use_bidirectional_attention", "true")]
    [InlineData("gemma2", "layer_types", """["sliding_attention", "chunked_attention"]""")]
    [InlineData("gemma3-text", "use_bidirectional_attention", "true")]
    [InlineData("gemma3-text", "rope_parameters", """{"rope_type": "default"}""")]
    [InlineData("smollm3", "no_rope_layers", "[1, 0]")]
    [InlineData("smollm3", "no_rope_layers", "[1, 1, 1, 2]")]
    [InlineData("phi3", "hidden_act", "\"xielu\"")]
    [InlineData("phi3", "partial_rotary_factor", "0.4", "rope_parameters")]
    [InlineData("phi3-longrope", "rope_type", "\"longrope2\"", "rope_parameters")]
    [InlineData("stablelm", "num_key_value_heads", "null")]
    [InlineData("qwen3", "layer_types", """["full_attention"]""", "use_sliding_window")]
    [InlineData("gpt-neox", "num_key_value_heads", "1")]
    [InlineData("granite", "logits_scaling", "0")]
    [InlineData("olmo2", "partial_rotary_factor", "0.5")]
    [InlineData("gemma2", "sliding_window", "null")]
    [InlineData("gemma3-text", "sliding_window", "null")]
    [InlineData("qwen3", "layer_types", """["full_attention", "sliding_attention"]""")]
    [InlineData("smollm3", "layer_types", """["full_attention", "full_attention", "full_attention", "sliding_attention"]""")]
    public void What_is_not_built_is_refused_by_name(string golden, string key, string value, string within = "")
    {
        var config = JsonFile.Read(Goldens.Material($"models/{golden}/config.json"));
        if (within == "use_sliding_window") config[within] = true;
        var place = config[within] as JsonObject ?? config;
        place[key] = JsonNode.Parse(value);
        Should.Throw<CheckpointException>(() => CausalArchitectures.Read(new ConfigFile(config, "config.json"))).Message.ShouldContain(key);
    }

    /// <summary>What transformers' classes take for a key that is not there.</summary>
    [Theory]
    [InlineData("gemma", 8192)]
    [InlineData("gemma2", 8192)]
    [InlineData("gemma3-text", 131072)]
    [InlineData("gpt-neox", 2048)]
    [InlineData("granite", 2048)]
    [InlineData("llama-untied", 2048)]
    [InlineData("mistral-full", 131072)]
    [InlineData("olmo2", 2048)]
    [InlineData("opt", 2048)]
    [InlineData("phi3", 4096)]
    [InlineData("qwen2", 32768)]
    [InlineData("qwen3", 32768)]
    [InlineData("smollm3", 32768)]
    [InlineData("stablelm", 4096)]
    public void A_row_has_the_familys_own_length_where_config_json_names_none(string golden, int positions)
    {
        var config = JsonFile.Read(Goldens.Material($"models/{golden}/config.json"));
        config.Remove("max_position_embeddings");
        CausalArchitectures.Read(new ConfigFile(config, "config.json")).MaxPositions.ShouldBe(positions);
    }

    [Theory, InlineData("gemma2"), InlineData("gemma3_text")]
    public void A_Gemma_has_four_heads_of_keys_where_config_json_names_none(string type) => ((DecoderConfig)CausalArchitectures.Read(TinyModels.Config(
        $$"""{"model_type": "{{type}}", "vocab_size": 9, "hidden_size": 8, "intermediate_size": 6, "num_hidden_layers": 1, "num_attention_heads": 8}""")))
        .KeyValueHeadCount.ShouldBe(4);

    [Theory]
    [InlineData("{}", 4096)]                                                                 // Phi3Config's own number
    [InlineData("""{"rope_scaling": {"original_max_position_embeddings": 16}}""", 4096)]     // which counts before the scaling's
    [InlineData("""{"original_max_position_embeddings": 32}""", 32)]
    public void Phi_3s_long_rows_begin_behind_the_first_trainings_length(string json, int length)
    {
        var config = JsonNode.Parse("""
            {
                "model_type": "phi3", "vocab_size": 9, "hidden_size": 8, "intermediate_size": 6, "num_hidden_layers": 1, "num_attention_heads": 2,
                "max_position_embeddings": 8192
            }
            """)!.AsObject();
        var scaling = new JsonObject { ["type"] = "su", ["short_factor"] = new JsonArray(1.0, 1.0), ["long_factor"] = new JsonArray(2.0, 4.0) };
        foreach (var (key, value) in JsonNode.Parse(json)!.AsObject())
        {
            if (key != "rope_scaling") config[key] = value?.DeepClone();
            else foreach (var (inner, number) in value!.AsObject()) scaling[inner] = number?.DeepClone();
        }
        config["rope_scaling"] = scaling;
        var rope = Phi3.Read(new ConfigFile(config, "config.json")).Ropes[0]!;
        rope.ChangesBetween(length - 1, length).ShouldBeFalse();
        rope.ChangesBetween(length, length + 1).ShouldBeTrue();
    }

    [Fact]
    public void ModernBERTs_scaling_holds_for_layers_with_a_window_too()
    {
        using var scope = NewDisposeScope();
        ModernBertConfig Read(string scaling) => ModernBertConfig.Read(TinyModels.Config($$"""
            {
                "model_type": "modernbert", "vocab_size": 9, "hidden_size": 8, "intermediate_size": 6, "num_hidden_layers": 2, "num_attention_heads": 2,
                "rope_scaling": {{scaling}}
            }
            """));
        var (plain, halved) = (Read("null"), Read("""{"rope_type": "linear", "factor": 2.0}"""));
        for (var layer = 0; layer < 2; layer++)
            halved.Ropes[layer].At(tensor(new long[] { 6 }).unsqueeze(0), ScalarType.Float32).Sin.ShouldBeClose(
                plain.Ropes[layer].At(tensor(new long[] { 3 }).unsqueeze(0), ScalarType.Float32).Sin, 1e-6, $"layer {layer}");
    }

    private static void Respell(JsonObject config, string without, string instead)
    {
        foreach (var key in without.Split(' ')) config.Remove(key);
        foreach (var (key, value) in JsonNode.Parse(instead)!.AsObject()) config[key] = value?.DeepClone();
    }

    private static TemporaryFolder Copy(string golden, Action<JsonObject> change)
    {
        var folder = new TemporaryFolder();
        foreach (var name in new[] { "config.json", "model.safetensors" }) File.Copy(Goldens.Material($"models/{golden}/{name}"), folder.File(name));
        TinyModels.Edit(folder.Path, "config.json", change);
        return folder;
    }

    private static Tensor Expected(string golden) => ModelCase.Open(Goldens.Material($"models/{golden}")).Expected("right.logits");

    private static Tensor Logits(CausalModel model, string golden)
    {
        var reference = ModelCase.Open(Goldens.Material($"models/{golden}"));
        var mask = reference.Mask("right");
        return model.Logits(model.Hidden(reference.Ids("right"), mask, CausalModel.PositionsFromMask(mask)));
    }
}
