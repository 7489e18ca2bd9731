using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Checkpoints;
using AlwaysOnPolicy.Models.Formats;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Tests.Architectures;

/// <summary>T5 1.0, which the reference numbers do not cover: one projection with ReLU, and the embedding as the head.</summary>
public sealed class T5OptionTests
{
    private const string First = """
        {
            "model_type": "t5", "architectures": ["T5ForConditionalGeneration"], "vocab_size": 11, "d_model": 6, "d_kv": 4, "d_ff": 8, "num_heads": 2, "num_layers": 1,
            "relative_attention_num_buckets": 8, "is_encoder_decoder": true, "decoder_start_token_id": 0, "pad_token_id": 0
        }
        """;

    [Fact]
    public void A_tied_head_is_the_embedding_on_scaled_states()
    {
        using var scope = NewDisposeScope();
        using var model = TinyModels.Randomized(new T5(T5Config.Read(TinyModels.Config(First))));
        var (ids, mask) = (tensor(new[] { 3L, 4, 5 }).unsqueeze(0), ones(1, 3, ScalarType.Int64));
        var states = new List<Tensor>();

        var logits = model.Decode(ids, model.Encode(ids, mask), mask, states);

        model.named_parameters().Select(p => p.name).ShouldNotContain("lm_head.weight");
        var head = model.get_parameter("shared.weight")!;
        logits.ShouldBeClose((states[^1] / Math.Sqrt(6)).matmul(head.t()), 1e-5, "logits");
    }

    [Theory]
    [InlineData(true, true, 1)]
    [InlineData(true, false, 0)]
    [InlineData(false, true, 1)]
    [InlineData(false, null, 0)]
    [InlineData(true, null, 1)]
    public void Tying_the_head_and_scaling_its_input_are_two_facts(bool tied, bool? scaled, int power)
    {
        using var scope = NewDisposeScope();
        var file = TinyModels.Config(First);
        file.Json["tie_word_embeddings"] = tied;
        if (scaled is { } said) file.Json["scale_decoder_outputs"] = said;
        using var model = TinyModels.Randomized(new T5(T5Config.Read(file)));
        var (ids, mask) = (tensor(new[] { 3L, 4, 5 }).unsqueeze(0), ones(1, 3, ScalarType.Int64));
        var states = new List<Tensor>();

        var logits = model.Decode(ids, model.Encode(ids, mask), mask, states);

        var head = model.get_parameter(tied ? "shared.weight" : "lm_head.weight")!;
        logits.ShouldBeClose((states[^1] / Math.Pow(6, power / 2.0)).matmul(head.t()), 1e-5, "logits");
    }

    [Fact]
    public void A_head_of_its_own_counts_where_config_json_ties_it()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        var file = TinyModels.Config(First);
        file.Json["tie_word_embeddings"] = false;
        using var model = TinyModels.Randomized(new T5(T5Config.Read(file)));
        file.Json["tie_word_embeddings"] = true;
        file.Json["scale_decoder_outputs"] = false;
        File.WriteAllText(folder.File("config.json"), file.Json.ToJsonString());
        SafeTensors.Write(folder.File("model.safetensors"), model.named_parameters().Select(p => (p.name, (Tensor)p.parameter)));

        using var loaded = ModelFolder.Load(folder.Path, ModelFolder.ReadT5Options(folder.Path));

        foreach (var (name, parameter) in model.named_parameters()) loaded.get_parameter(name)!.ShouldBeIdentical(parameter, name);
        loaded.Config.ScaleOutputs.ShouldBeFalse();
    }

    [Fact]
    public void The_MLP_of_the_first_version_is_one_projection_with_ReLU()
    {
        using var scope = NewDisposeScope();
        using var mlp = TinyModels.Randomized(new T5Mlp(T5Config.Read(TinyModels.Config(First))));
        var x = randn(2, 3, 6);
        mlp.Run(x).ShouldBeClose(x.matmul(mlp.get_parameter("wi.weight")!.t()).clamp_min(0).matmul(mlp.get_parameter("wo.weight")!.t()), 1e-5, "relu");
    }

    [Fact]
    public void Copies_of_the_embedding_and_the_bias_that_nothing_reads_may_stand_in_the_file()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        using var model = TinyModels.Randomized(new T5(T5Config.Read(TinyModels.Config(First))));
        var shared = model.get_parameter("shared.weight")!;
        File.WriteAllText(folder.File("config.json"), First);
        SafeTensors.Write(folder.File("model.safetensors"),
        [
            .. model.named_parameters().Select(p => (p.name, (Tensor)p.parameter)),
            ("encoder.embed_tokens.weight", shared), ("decoder.embed_tokens.weight", shared), ("lm_head.weight", shared),
            ("decoder.block.0.layer.1.EncDecAttention.relative_attention_bias.weight", ones(8, 2)),
        ]);

        using var loaded = ModelFolder.Load(folder.Path, T5Config.Read);
        foreach (var (name, parameter) in model.named_parameters()) loaded.get_parameter(name)!.ShouldBeIdentical(parameter, name);
    }

    [Theory]
    [InlineData("relu", "relu", false)]
    [InlineData("gated-gelu", "gelu_new", true)]
    [InlineData("gated-silu", "silu", true)]
    [InlineData("gelu", "gelu", false)]
    public void The_kind_of_MLP_is_read_from_its_name(string kind, string activation, bool gated)
    {
        var file = TinyModels.Config(First);
        file.Json["feed_forward_proj"] = kind;
        var config = T5Config.Read(file);
        (config.Activation, config.IsGated).ShouldBe((activation, gated));
    }

    [Theory]
    [InlineData("feed_forward_proj", "\"gated-swiglu\"")]
    [InlineData("is_encoder_decoder", "false")]
    [InlineData("dense_act_fn", "\"silu\"")]
    [InlineData("is_gated_act", "true")]
    [InlineData("relative_attention_num_buckets", "2")]
    public void What_is_not_built_is_refused_by_name(string key, string value)
    {
        var file = TinyModels.Config(First);
        file.Json[key] = System.Text.Json.Nodes.JsonNode.Parse(value);
        Should.Throw<CheckpointException>(() => T5Config.Read(file)).Message.ShouldContain(key);
    }
}
