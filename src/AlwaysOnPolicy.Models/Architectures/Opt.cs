namespace AlwaysOnPolicy.Models.Architectures;

/// <summary>OPT (Zhang et al. 2022): learnt positions, layer norms before each branch, ReLU.</summary>
internal static class Opt
{
    private static readonly DecoderNames s_names = new()
    {
        Trunk = "model.decoder.",
        LastNorm = "final_layer_norm",
        BeforeAttention = "self_attn_layer_norm",
        BeforeMlp = "final_layer_norm",
        Output = "out_proj",
        Mlp = null,
        Gate = null,
        Up = "fc1",
        Down = "fc2",
    };

    public static DecoderConfig Read(ConfigFile file)
    {
        var (hidden, heads, vocabulary, layers) = (file.Size("hidden_size"), file.Size("num_attention_heads"), file.Size("vocab_size"),
            file.Size("num_hidden_layers"));
        file.RequireMultiple("hidden_size", hidden, "num_attention_heads", heads);
        file.Require("word_embed_proj_dim", hidden, hidden);
        file.Require("do_layer_norm_before", true, true);
        file.Require("_remove_final_layer_norm", false, false);
        file.Require("layer_norm_elementwise_affine", true, true);
        var tied = file.Get("tie_word_embeddings", true);
        var hasBias = file.Get("enable_bias", true);
        return new DecoderConfig
        {
            Classes = ("OPTForCausalLM", "OPTForSequenceClassification"),
            Names = s_names,
            VocabularySize = vocabulary,
            HiddenSize = hidden,
            InnerSize = file.Size("ffn_dim"),
            LayerCount = layers,
            HeadCount = heads,
            KeyValueHeadCount = heads,
            HeadSize = hidden / heads,
            MaxPositions = file.Size("max_position_embeddings", 2048),
            PositionOffset = 2,
            Ropes = [.. Enumerable.Repeat<Rope?>(null, layers)],
            Norm = NormKind.Layer,
            NormEpsilon = 1e-5,
            Activation = Activations.Read(file, "activation_function", "relu"),
            QueryKeyValueBias = hasBias,
            OutputBias = hasBias,
            MlpBias = hasBias,
            TieEmbeddings = tied,
            IsTiedByConfig = tied,
            PadId = file.TokenId("pad_token_id", vocabulary),
            Original = file.Json,
        };
    }
}
