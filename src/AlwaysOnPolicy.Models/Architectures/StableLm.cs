namespace AlwaysOnPolicy.Models.Architectures;

/// <summary>StableLM 2 (Bellagente et al. 2024): Llama with layer norms, of whose heads a part turns.</summary>
internal static class StableLm
{
    public static DecoderConfig Read(ConfigFile file)
    {
        file.Size("num_key_value_heads");   // absent it would not mean what it means for Llama: it must be there
        var isParallel = file.Get("use_parallel_residual", false);
        return DecoderConfig.Read(file, nameof(StableLm), new DecoderDefaults
        {
            NormKey = "layer_norm_eps",
            NormEpsilon = 1e-5,
            MaxPositions = 4096,
            Rope = new() { Share = 0.25 }
        }) with
        {
            Norm = NormKind.Layer,
            QueryKeyValueBias = file.Get("use_qkv_bias", false),
            QueryKeyNorm = file.Get("qk_layernorm", false) ? QueryKeyNorm.OwnHead : QueryKeyNorm.None,
            IsParallel = isParallel,
            Names = new() { BeforeMlp = isParallel ? null : "post_attention_layernorm", QueryNorm = "q_layernorm", KeyNorm = "k_layernorm" },
        };
    }
}
