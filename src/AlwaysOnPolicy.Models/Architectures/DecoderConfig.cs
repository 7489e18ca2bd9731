using System.Text.Json.Nodes;

namespace AlwaysOnPolicy.Models.Architectures;

/// <summary>What shapes the shared decoder or its arithmetic. Each family's own file reads config.json into it.</summary>
internal sealed record DecoderConfig : ICausalConfig
{
    /// <summary>Class names in transformers: as a language model, and as a classifier with one label.</summary>
    public required (string LanguageModel, string Classifier) Classes { get; init; }
    public DecoderNames Names { get; init; } = new();
    public required int VocabularySize { get; init; }
    public required int HiddenSize { get; init; }
    public required int InnerSize { get; init; }
    public required int LayerCount { get; init; }
    public required int HeadCount { get; init; }

    /// <summary>Heads of keys and values; each serves HeadCount / KeyValueHeadCount query heads.</summary>
    public required int KeyValueHeadCount { get; init; }
    public required int HeadSize { get; init; }
    public required int MaxPositions { get; init; }
    public required double NormEpsilon { get; init; }
    public NormKind Norm { get; init; }
    public required string Activation { get; init; }
    public bool TieEmbeddings { get; init; }

    /// <summary>Whether config.json says so.</summary>
    public bool IsTiedByConfig { get; init; }
    public bool QueryKeyValueBias { get; init; }
    public bool OutputBias { get; init; }
    public bool MlpBias { get; init; }

    /// <summary>Places that are looked up and added to the embeddings begin at this row of their table; null where there is no such table.</summary>
    public int? PositionOffset { get; init; }

    /// <summary>How each layer turns its queries and keys; null turns nothing.</summary>
    public required IReadOnlyList<Rope?> Ropes { get; init; }

    /// <summary>How many places a layer's queries see, their own included; null is all before them. Indexed by layer; an empty list is null
    /// everywhere.</summary>
    public IReadOnlyList<int?> Windows { get; init; } = [];

    public QueryKeyNorm QueryKeyNorm { get; init; }

    /// <summary>Where queries, keys and values are one matrix: whether its rows are those of each head in turn, not all queries first.</summary>
    public bool IsFusedByHead { get; init; }

    /// <summary>What the scores are multiplied by; null is 1/√HeadSize.</summary>
    public double? ScoreScale { get; init; }

    /// <summary>c of c·tanh(score / c), taken before the mask; null leaves the scores.</summary>
    public double? ScoreCap { get; init; }

    /// <summary>What the embeddings are multiplied by.</summary>
    public double EmbeddingScale { get; init; } = 1;

    /// <summary>What attention and MLP give is multiplied by this before it is added.</summary>
    public double ResidualScale { get; init; } = 1;

    /// <summary>Whether attention and MLP read the same states; without a norm of its own the MLP reads what the attention reads.</summary>
    public bool IsParallel { get; init; }

    /// <summary>What the logits are divided by.</summary>
    public double LogitDivisor { get; init; } = 1;

    /// <summary>c of c·tanh(logit / c); null leaves the logits.</summary>
    public double? LogitCap { get; init; }

    /// <summary>The padding's row of the embedding gets no gradient from being looked up, as in transformers.</summary>
    public int? PadId { get; init; }

    /// <summary>The linear layers to which PEFT gives an adapter where none are named.</summary>
    public IReadOnlyList<string> LoraTargets { get; init; } = ["q_proj", "v_proj"];

    /// <summary>From other names that files of this family use to the family's own; null leaves a tensor out.</summary>
    public Func<string, string?> Rename { get; init; } = name => name;
    public required JsonObject Original { get; init; }

    public Int128 ParameterCount => ((Int128)VocabularySize * HiddenSize * (TieEmbeddings ? 1 : 2)) +
        (PositionOffset is null ? 0 : (Int128)MaxPositions * HiddenSize)
        + ((Int128)LayerCount * HiddenSize * ((2 * (Int128)(HeadCount + KeyValueHeadCount) * HeadSize) + ((IsGated ? 3 : 2) * (Int128)InnerSize)));

    public bool IsGated => Names.Gate is not null || Names.GateUp is not null;
    public string EmbeddingName => $"{Names.Embedding}.weight";
    public string HeadName => Names.Head;

    public ICausalConfig Tied(bool isTied) => this with { TieEmbeddings = isTied };

    public CausalModel Create() => new Decoder(this);

    /// <summary>The options that most of these families spell alike. What stands in for an absent one is Llama's choice, unless the defaults say
    /// otherwise.</summary>
    public static DecoderConfig Read(ConfigFile file, string family, DecoderDefaults? defaults = null)
    {
        defaults ??= new DecoderDefaults();
        var (hidden, heads, vocabulary, layers) = (file.Size("hidden_size"), file.Size("num_attention_heads"), file.Size("vocab_size"),
            file.Size("num_hidden_layers"));
        var shared = file.Size("num_key_value_heads", defaults.KeyValueHeads ?? heads);
        file.RequireMultiple("num_attention_heads", heads, "num_key_value_heads", shared);
        var headSize = HeadSizeOf(file, hidden, heads, defaults.HeadSize);
        var tied = file.Get("tie_word_embeddings", defaults.TieEmbeddings);
        var rope = defaults.Rope is { } options ? Rope.Read(file, headSize, options) : null;
        return new DecoderConfig
        {
            Classes = ($"{family}ForCausalLM", $"{family}ForSequenceClassification"),
            VocabularySize = vocabulary,
            HiddenSize = hidden,
            InnerSize = file.Size("intermediate_size"),
            LayerCount = layers,
            HeadCount = heads,
            KeyValueHeadCount = shared,
            HeadSize = headSize,
            MaxPositions = rope?.Reach ?? file.Size("max_position_embeddings", defaults.MaxPositions),
            NormEpsilon = file.Positive(defaults.NormKey, defaults.NormEpsilon),
            Ropes = [.. Enumerable.Repeat(rope, layers)],
            Activation = Activations.Read(file, defaults.ActivationKey, defaults.Activation),
            TieEmbeddings = tied,
            IsTiedByConfig = tied,
            PadId = file.TokenId("pad_token_id", vocabulary),
            Original = file.Json,
        };
    }

    private static int HeadSizeOf(ConfigFile file, int hidden, int heads, int? otherwise)
    {
        if (file.Json["head_dim"] is null && otherwise is null) file.RequireMultiple("hidden_size", hidden, "num_attention_heads", heads);
        var size = file.Size("head_dim", otherwise ?? (hidden / heads));
        return size % 2 == 0 ? size : throw file.Wrong("head_dim", $"is {size}; rotary positions need an even number");
    }
}
