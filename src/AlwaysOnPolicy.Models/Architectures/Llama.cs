namespace AlwaysOnPolicy.Models.Architectures;

/// <summary>Llama 1 to 3 (Touvron et al. 2023, Llama Team 2024). SmolLM2 is one.</summary>
internal static class Llama
{
    public static RotaryDecoderConfig Read(ConfigFile file)
    {
        file.Require("pretraining_tp", 1, 1);
        var attentionBias = file.Get("attention_bias", false);
        return RotaryDecoderConfig.Read(file, nameof(Llama)) with
        {
            QueryKeyValueBias = attentionBias,
            OutputBias = attentionBias,
            MlpBias = file.Get("mlp_bias", false),
        };
    }
}
