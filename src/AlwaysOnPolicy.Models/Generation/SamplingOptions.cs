using System.ComponentModel.DataAnnotations;

namespace AlwaysOnPolicy.Models.Generation;

/// <summary>How answers are drawn. Processors act in transformers' order: repetition penalty, minimum length, forced end-of-text, suppression, temperature,
/// top-k, top-p.</summary>
public sealed record SamplingOptions
{
    /// <summary>The paper's: temperature 0.9, top-p 1, no top-k, 64 new tokens.</summary>
    public static SamplingOptions Paper { get; } = new() { Temperature = 0.9, MaxNewTokens = 64 };

    /// <summary>Logits are divided by it.</summary>
    [Range(1e-4, 100.0)] public double Temperature { get; init => field = OptionRange.Check(this, value); } = 1;

    /// <summary>Only the k likeliest tokens (and those level with the k-th); 0 keeps all.</summary>
    /// <value>tokens</value>
    [Range(0, int.MaxValue)] public int TopK { get; init => field = OptionRange.Check(this, value); }

    /// <summary>Only the likeliest tokens that together reach this probability; 1 keeps all.</summary>
    [Range(1e-6, 1.0)] public double TopP { get; init => field = OptionRange.Check(this, value); } = 1;

    /// <summary>Above 1 makes tokens of the prompt and the answer so far less likely (Keskar et al. 2019). Padding does not count; transformers counts
    /// it.</summary>
    [Range(1e-3, 100.0)] public double RepetitionPenalty { get; init => field = OptionRange.Check(this, value); } = 1;

    /// <summary>End-of-text is not drawn before so many new tokens.</summary>
    [Range(0, 1_000_000)] public int MinNewTokens { get; init => field = OptionRange.Check(this, value); }

    /// <summary>Longest answer; one that has not ended by then is cut.</summary>
    [Range(1, 1_000_000)] public int MaxNewTokens { get; init => field = OptionRange.Check(this, value); } = 64;

    /// <summary>Drawn at the last position that <see cref="MaxNewTokens"/> allows, so that every answer ends; null forces nothing.</summary>
    /// <value>a token's id</value>
    [Range(0, int.MaxValue)] public int? ForcedEosId { get; init => field = OptionRange.Check(this, value); }

    /// <summary>Takes the likeliest token in place of a draw.</summary>
    public bool Greedy { get; init; }

    /// <summary>Any of them ends an answer; empty takes the model's own.</summary>
    public IReadOnlyList<int> EosIds { get; init => field = OptionNotNull.Check(value); } = [];

    /// <summary>Never drawn; empty takes the model's own.</summary>
    public IReadOnlyList<int> SuppressTokens { get; init => field = OptionNotNull.Check(value); } = [];
}
