using System.Text.Json.Nodes;

namespace AlwaysOnPolicy.Models.Checkpoints;

/// <summary>What generation_config.json (or else config.json) says of special tokens.</summary>
public sealed record GenerationDefaults
{
    /// <summary>Any of them ends an answer.</summary>
    public IReadOnlyList<int> EosIds { get; init; } = [];

    /// <summary>What rows are filled with; null where neither file says.</summary>
    public int? PadId { get; init; }

    /// <summary>Tokens that are never sampled.</summary>
    public IReadOnlyList<int> SuppressTokens { get; init; } = [];

    /// <summary>Of config.json; <see cref="EosIds"/> are others where generation_config.json has its own.</summary>
    internal IReadOnlyList<int> ConfigEosIds { get; init; } = [];

    /// <summary>The file that names <see cref="EosIds"/>.</summary>
    internal string EosFile { get; init; } = "generation_config.json";

    /// <summary>The eos_token that tokenizer_config.json and special_tokens_map.json name: two where they differ.</summary>
    internal IReadOnlyList<string> EosTokens { get; init; } = [];

    /// <summary>generation_config.json as it was read, so that a saved folder keeps the settings that are not read here; null where there was none.</summary>
    internal JsonObject? Settings { get; init; }
}
