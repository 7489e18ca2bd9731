namespace AlwaysOnPolicy.Models.Architectures;

/// <summary>Granite 3 (IBM 2024): Llama with four numbers of its own.</summary>
internal static class Granite
{
    public static DecoderConfig Read(ConfigFile file) => DecoderConfig.Read(file, nameof(Granite)).WithBiases(file) with
    {
        EmbeddingScale = file.Positive("embedding_multiplier", 1),
        ResidualScale = file.Positive("residual_multiplier", 1),
        ScoreScale = file.Positive("attention_multiplier", 1),
        LogitDivisor = file.Positive("logits_scaling", 1),
    };
}
