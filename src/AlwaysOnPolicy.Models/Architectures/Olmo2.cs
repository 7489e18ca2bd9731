namespace AlwaysOnPolicy.Models.Architectures;

/// <summary>OLMo 2 (OLMo Team 2025): Llama with its norms after the branches, and norms of queries and keys over all heads together.</summary>
internal static class Olmo2
{
    public static DecoderConfig Read(ConfigFile file) => DecoderConfig.Read(file, nameof(Olmo2), new DecoderDefaults { NormEpsilon = 1e-5 })
        .WithBiases(file) with
    {
        MlpBias = false,
        QueryKeyNorm = QueryKeyNorm.Whole,
        Names = new() { BeforeAttention = null, AfterAttention = "post_attention_layernorm", BeforeMlp = null, AfterMlp = "post_feedforward_layernorm" },
    };
}
