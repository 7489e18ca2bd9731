namespace AlwaysOnPolicy.Models.Architectures;

/// <summary>Gemma 1 (Gemma Team 2024): scaled embeddings, which are the head too, norms that multiply by 1 + weight, GELU.</summary>
internal static class Gemma
{
    private const string Tanh = "gelu_pytorch_tanh", New = "hidden_activation", Old = "hidden_act";

    public static DecoderConfig Read(ConfigFile file)
    {
        file.Size("num_key_value_heads");   // absent these would not mean what they mean for Llama: they must be there
        file.Size("head_dim");
        var key = file.Json[New] is null && !IsLeftover(file) ? Old : New;
        return Of(file, DecoderConfig.Read(file, nameof(Gemma), new DecoderDefaults
        {
            ActivationKey = key,
            Activation = Tanh,
            TieEmbeddings = true,
            MaxPositions = 8192,
        }));
    }

    /// <summary>What all Gemmas share.</summary>
    public static DecoderConfig Of(ConfigFile file, DecoderConfig config)
    {
        file.Require("use_bidirectional_attention", false, false);
        return config.WithBiases(file) with { MlpBias = false, Norm = NormKind.RmsFromOne, EmbeddingScale = Math.Sqrt(config.HiddenSize) };
    }

    /// <summary>The first published files say hidden_act "gelu", though the models were trained with the tanh form. What transformers 5 writes means what it
    /// says.</summary>
    private static bool IsLeftover(ConfigFile file) => file.Get(Old, "") == "gelu" && file.Json["rope_parameters"] is null;
}
