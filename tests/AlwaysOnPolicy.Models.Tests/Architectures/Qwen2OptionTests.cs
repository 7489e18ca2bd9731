using AlwaysOnPolicy.Models.Architectures;

namespace AlwaysOnPolicy.Models.Tests.Architectures;

public sealed class Qwen2OptionTests
{
    [Theory]
    [InlineData("""  "sliding_window": 5 """, new int[] { })]
    [InlineData(""" "use_sliding_window": true, "sliding_window": 5, "max_window_layers": 2 """, new[] { 0, 0, 5 })]
    [InlineData(""" "use_sliding_window": true, "sliding_window": 5, "layer_types": ["sliding_attention", "full_attention", "sliding_attention"] """, new[] { 5, 0, 5 })]
    [InlineData(""" "use_sliding_window": true, "max_window_layers": 2 """, new[] { 0, 0, 4096 })]
    [InlineData(""" "use_sliding_window": true, "sliding_window": null, "max_window_layers": 2 """, new int[] { })]   // null is no window
    public void The_window_is_where_the_options_put_it(string options, int[] windows) =>
        Read(options).Windows.Select(w => w ?? 0).ShouldBe(windows);

    [Theory]
    [InlineData("""["sliding_attention"]""")]
    [InlineData("""["sliding_attention", "full_attention", "chunked_attention"]""")]
    [InlineData("7")]
    public void Layer_types_that_do_not_fit_are_refused(string types) =>
        Should.Throw<CheckpointException>(() => Read($$""" "use_sliding_window": true, "layer_types": {{types}} """)).Message.ShouldContain("layer_types is");

    private static DecoderConfig Read(string options) => Qwen2.Read(TinyModels.Config($$"""
        {
            "model_type": "qwen2", "vocab_size": 11, "hidden_size": 8, "intermediate_size": 6, "num_hidden_layers": 3, "num_attention_heads": 2,
            "num_key_value_heads": 1, {{options}}
        }
        """));
}
