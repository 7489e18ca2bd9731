namespace AlwaysOnPolicy.Models.Architectures;

/// <summary>Gemma 2 (Gemma Team 2024): Gemma with norms before and after each branch, capped scores and logits, and a window on every other layer.</summary>
internal static class Gemma2
{
    internal static readonly DecoderNames Names = new()
    {
        AfterAttention = "post_attention_layernorm",
        BeforeMlp = "pre_feedforward_layernorm",
        AfterMlp = "post_feedforward_layernorm",
    };

    public static DecoderConfig Read(ConfigFile file)
    {
        var config = Of(file, DecoderConfig.Read(file, nameof(Gemma2), Defaults with { Rope = new() }), 50, 30);
        var types = LayerTypes.Read(file, config.LayerCount, i => i % 2 == 0);
        return config with { Windows = LayerTypes.Windows(file, types, LayerTypes.Window(file, 4096)) };
    }

    /// <summary>What Gemma 3 took over.</summary>
    internal static DecoderDefaults Defaults { get; } = new()
    {
        ActivationKey = "hidden_activation",
        Activation = "gelu_pytorch_tanh",
        TieEmbeddings = true,
        HeadSize = 256,
        KeyValueHeads = 4,
        MaxPositions = 8192,
        Rope = null,
    };

    /// <param name="scoreCap">Where config.json leaves it out; null there is no cap.</param>
    internal static DecoderConfig Of(ConfigFile file, DecoderConfig config, double? scoreCap, double? logitCap) => Gemma.Of(file, config) with
    {
        Names = Names,
        ScoreScale = 1 / Math.Sqrt(file.Positive("query_pre_attn_scalar", 256)),
        ScoreCap = Cap("attn_logit_softcapping", file, scoreCap),
        LogitCap = Cap("final_logit_softcapping", file, logitCap),
    };

    private static double? Cap(string key, ConfigFile file, double? otherwise) =>
        !file.Json.ContainsKey(key) ? otherwise : file.Json[key] is null ? null : file.Positive(key);
}
