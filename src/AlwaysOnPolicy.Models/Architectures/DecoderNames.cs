namespace AlwaysOnPolicy.Models.Architectures;

/// <summary>What a family's checkpoints call the parts of the shared decoder. A part without a name is not there.</summary>
internal sealed record DecoderNames
{
    /// <summary>The path of the trunk, a dot after each step.</summary>
    public string Trunk { get; init; } = "model.";
    public string Embedding { get; init; } = "embed_tokens";
    public string Positions { get; init; } = "embed_positions";
    public string Blocks { get; init; } = "layers";
    public string LastNorm { get; init; } = "norm";
    public string Head { get; init; } = CausalModel.UsualHead;

    public string? BeforeAttention { get; init; } = "input_layernorm";

    /// <summary>A norm of what the attention gives, before it is added.</summary>
    public string? AfterAttention { get; init; }
    public string? BeforeMlp { get; init; } = "post_attention_layernorm";

    /// <summary>A norm of what the MLP gives, before it is added.</summary>
    public string? AfterMlp { get; init; }

    public string Attention { get; init; } = "self_attn";

    /// <summary>One matrix for queries, keys and values; null where there are three.</summary>
    public string? QueryKeyValue { get; init; }
    public string Output { get; init; } = "o_proj";
    public string QueryNorm { get; init; } = "q_norm";
    public string KeyNorm { get; init; } = "k_norm";

    /// <summary>Null where its layers stand in the block itself.</summary>
    public string? Mlp { get; init; } = "mlp";

    /// <summary>What goes through the activation and multiplies <see cref="Up"/>; null where Up goes through it alone.</summary>
    public string? Gate { get; init; } = "gate_proj";

    /// <summary>One matrix for gate and up, in this order.</summary>
    public string? GateUp { get; init; }
    public string Up { get; init; } = "up_proj";
    public string Down { get; init; } = "down_proj";
}
