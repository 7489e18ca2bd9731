namespace AlwaysOnPolicy.Models.Architectures;

/// <summary>The options of one decoder, read and checked, before anything of its size is allocated.</summary>
internal interface ICausalConfig
{
    /// <summary>Numbers in the large tensors.</summary>
    Int128 ParameterCount { get; }

    /// <summary>Blocks.</summary>
    int LayerCount { get; }

    /// <summary>Most tokens of a row.</summary>
    int MaxPositions { get; }

    /// <summary>Whether the language-model head is the token embedding itself.</summary>
    bool TieEmbeddings { get; }

    /// <summary>The token embedding's name in the trunk, without the trunk's own prefix.</summary>
    string EmbeddingName { get; }

    /// <summary>The module of a language-model head that is not the embedding.</summary>
    string HeadName => CausalModel.UsualHead;

    /// <summary>The same with a head that is, or is not, the embedding, whatever config.json says.</summary>
    ICausalConfig Tied(bool isTied);

    /// <summary>A model of this configuration, its weights not yet set.</summary>
    CausalModel Create();
}

/// <summary>The decoders that config.json can name.</summary>
internal static class CausalArchitectures
{
    private static readonly SortedDictionary<string, Func<ConfigFile, ICausalConfig>> s_byModelType = new(StringComparer.Ordinal)
    {
        ["gemma"] = Gemma.Read,
        ["gemma2"] = Gemma2.Read,
        [Gemma3.TextType] = Gemma3.Read,
        ["gpt2"] = Gpt2Config.Read,
        ["gpt_neox"] = GptNeoX.Read,
        ["granite"] = Granite.Read,
        ["llama"] = Llama.Read,
        ["mistral"] = Mistral.Read,
        ["olmo2"] = Olmo2.Read,
        ["opt"] = Opt.Read,
        ["phi3"] = Phi3.Read,
        ["qwen2"] = Qwen2.Read,
        ["qwen3"] = Qwen3.Read,
        ["smollm3"] = SmolLm3.Read,
        ["stablelm"] = StableLm.Read,
    };

    public static bool Has(string modelType) => s_byModelType.ContainsKey(modelType);

    /// <exception cref="CheckpointException">The model type is none of these, or an option is missing, out of range or not supported.</exception>
    public static ICausalConfig Read(ConfigFile file)
    {
        var type = file.Get<string>("model_type");
        return s_byModelType.TryGetValue(type, out var read)
            ? read(file)
            : throw file.Wrong("model_type", $"is '{type}', which is not supported; supported: {string.Join(", ", s_byModelType.Keys)}");
    }
}
