namespace AlwaysOnPolicy.Models.Architectures;

/// <summary>GPT-NeoX (Black et al. 2022), of which Pythia is one: both branches read the same states, and a part of each head turns.</summary>
internal static class GptNeoX
{
    private static readonly DecoderNames s_names = new()
    {
        Trunk = "gpt_neox.",
        Embedding = "embed_in",
        LastNorm = "final_layer_norm",
        Head = "embed_out",
        Attention = "attention",
        QueryKeyValue = "query_key_value",
        Output = "dense",
        Gate = null,
        Up = "dense_h_to_4h",
        Down = "dense_4h_to_h",
    };

    public static DecoderConfig Read(ConfigFile file)
    {
        file.Require("num_key_value_heads", file.Size("num_attention_heads"), file.Size("num_attention_heads"));
        var attentionBias = file.Get("attention_bias", true);
        return DecoderConfig.Read(file, "GPTNeoX", new DecoderDefaults
        {
            NormKey = "layer_norm_eps",
            NormEpsilon = 1e-5,
            Activation = "gelu",
            Rope = new() { ThetaKey = "rotary_emb_base", Share = 0.25, ShareKey = "rotary_pct" },
        }) with
        {
            Names = s_names,
            Norm = NormKind.Layer,
            IsFusedByHead = true,
            IsParallel = file.Get("use_parallel_residual", true),
            QueryKeyValueBias = attentionBias,
            OutputBias = attentionBias,
            MlpBias = true,
            LoraTargets = ["query_key_value"],
            Rename = name => name == "lm_head.weight" ? "embed_out.weight" : name,
        };
    }
}
