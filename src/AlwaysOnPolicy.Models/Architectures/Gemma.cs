namespace AlwaysOnPolicy.Models.Architectures;

/// <summary>Gemma 1 (Gemma Team 2024): scaled embeddings, which are the head too, norms that multiply by 1 + weight, GELU.</summary>
internal static class Gemma
{
    public static RotaryDecoderConfig Read(ConfigFile file)
    {
        file.Size("num_key_value_heads");   // absent these would not mean what they mean for Llama: they must be there
        file.Size("head_dim");
        file.Require("use_bidirectional_attention", false, false);
        var attentionBias = file.Get("attention_bias", false);
        // hidden_act is a leftover that says "gelu" in the first published files; the models were trained with the tanh form.
        return RotaryDecoderConfig.Read(file, nameof(Gemma), "hidden_activation", "gelu_pytorch_tanh") with
        {
            IsGemma = true,
            QueryKeyValueBias = attentionBias,
            OutputBias = attentionBias,
            TieEmbeddings = file.Get("tie_word_embeddings", true),
        };
    }
}
