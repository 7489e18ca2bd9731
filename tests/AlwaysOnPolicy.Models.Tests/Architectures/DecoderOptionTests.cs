using AlwaysOnPolicy.Models.Architectures;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Tests.Architectures;

/// <summary>Options of Llama's kind that the reference numbers do not cover.</summary>
public sealed class DecoderOptionTests
{
    private const string Common = """
        "vocab_size": 11, "hidden_size": 8, "intermediate_size": 6, "num_hidden_layers": 2, "num_attention_heads": 2, "num_key_value_heads": 1, "head_dim": 4
        """;

    private static readonly string[] s_attention = ["q_proj", "k_proj", "v_proj", "o_proj"], s_mlp = ["gate_proj", "up_proj", "down_proj"];

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Llama_has_the_biases_that_its_options_ask_for(bool attention, bool mlp)
    {
        using var model = TinyModels.FromConfig($$"""{"model_type": "llama", {{Common}}, "attention_bias": {{Json(attention)}}, "mlp_bias": {{Json(mlp)}}}""");
        string[] expected = [.. s_attention.Where(_ => attention).Select(p => $"self_attn.{p}"), .. s_mlp.Where(_ => mlp).Select(p => $"mlp.{p}")];
        model.named_parameters().Select(p => p.name).Where(n => n.StartsWith("model.layers.0.", StringComparison.Ordinal)
            && n.EndsWith(".bias", StringComparison.Ordinal))
            .ShouldBe(expected.Select(n => $"model.layers.0.{n}.bias"), ignoreOrder: true);
    }

    [Fact]
    public void A_gated_MLP_adds_its_biases()
    {
        using var scope = NewDisposeScope();
        using var mlp = TinyModels.Randomized(new DecoderMlp(Llama.Read(TinyModels.Config($$"""{"model_type": "llama", {{Common}}, "mlp_bias": true}"""))));
        var x = randn(3, 8);
        Tensor Map(string name, Tensor of) => of.matmul(mlp.get_parameter($"{name}.weight")!.t()) + mlp.get_parameter($"{name}.bias")!;
        var gate = Map("gate_proj", x);
        mlp.Run(x).ShouldBeClose(Map("down_proj", gate * gate.sigmoid() * Map("up_proj", x)), 1e-5, "silu");
    }

    [Fact]
    public void A_bias_of_the_attention_is_added_to_what_it_belongs_to()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var config = Llama.Read(TinyModels.Config($$"""{"model_type": "llama", {{Common}}, "attention_bias": true}"""));
        using var attention = TinyModels.Randomized(new DecoderAttention(config, 0));
        var x = randn(1, 1, 8);
        var rope = config.Ropes[0]!.At(zeros(1, 1, ScalarType.Int64), ScalarType.Float32);

        var mixed = attention.Run(x.view(1, 8), TokenPlaces.Of(ones(1, 1, ScalarType.Int64)), zeros(1, 1, 1, 1), rope).view(1, 1, 8);

        Tensor Map(string name, Tensor of) => of.matmul(attention.get_parameter($"{name}.weight")!.t()) + attention.get_parameter($"{name}.bias")!;
        var value = Map("v_proj", x);                                       // one place attends to itself alone: both heads give the shared value
        mixed.ShouldBeClose(Map("o_proj", cat([value, value], -1)), 1e-5, "one place");
    }

    [Theory]
    [InlineData("", 4096)]
    [InlineData(", \"sliding_window\": null", null)]
    [InlineData(", \"sliding_window\": 7", 7)]
    public void Mistral_has_a_window_in_every_layer_unless_it_is_null(string option, int? window) =>
        Mistral.Read(TinyModels.Config($$"""{"model_type": "mistral", {{Common}}{{option}}}""")).Windows.ShouldBe([window, window]);

    [Theory]
    [InlineData(", \"hidden_act\": \"gelu\"", "gelu_pytorch_tanh")]
    [InlineData(", \"hidden_act\": \"gelu\", \"hidden_activation\": \"gelu\"", "gelu")]
    [InlineData(", \"hidden_activation\": null", "gelu_pytorch_tanh")]
    [InlineData(", \"hidden_act\": \"silu\"", "silu")]
    [InlineData(", \"hidden_act\": \"gelu\", \"rope_parameters\": {\"rope_type\": \"default\"}", "gelu")]
    [InlineData(", \"hidden_act\": \"silu\", \"hidden_activation\": \"gelu_pytorch_tanh\"", "gelu_pytorch_tanh")]
    public void Gemma_reads_the_option_that_counts_and_knows_the_leftover_of_its_first_files(string option, string activation) =>
        Gemma.Read(TinyModels.Config($$"""{"model_type": "gemma", {{Common}}{{option}}}""")).Activation.ShouldBe(activation);

    [Fact]
    public void A_new_Gemma_has_norms_that_change_nothing()
    {
        using var scope = NewDisposeScope();
        using var model = TinyModels.FromConfig($$"""{"model_type": "gemma", {{Common}}}""");
        model.get_parameter("model.norm.weight")!.ShouldBeClose(zeros(8), 0, "norm");
        using var llama = TinyModels.FromConfig($$"""{"model_type": "llama", {{Common}}}""");
        llama.get_parameter("model.norm.weight")!.ShouldBeClose(ones(8), 0, "norm");
    }

    private static string Json(bool value) => value ? "true" : "false";
}
