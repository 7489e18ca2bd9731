namespace AlwaysOnPolicy.Models.Architectures;

/// <summary>Llama 1 to 3 (Touvron et al. 2023, Llama Team 2024). SmolLM2 is one.</summary>
internal static class Llama
{
    public static DecoderConfig Read(ConfigFile file)
    {
        file.Require("pretraining_tp", 1, 1);
        return DecoderConfig.Read(file, nameof(Llama)).WithBiases(file);
    }

    /// <summary>attention_bias and mlp_bias, as Llama and its kin spell them.</summary>
    public static DecoderConfig WithBiases(this DecoderConfig config, ConfigFile file)
    {
        var attention = file.Get("attention_bias", false);
        return config with { QueryKeyValueBias = attention, OutputBias = attention, MlpBias = file.Get("mlp_bias", false) };
    }
}
