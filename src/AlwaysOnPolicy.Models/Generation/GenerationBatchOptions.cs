using System.ComponentModel.DataAnnotations;

namespace AlwaysOnPolicy.Models.Generation;

/// <summary>The bounds of a <see cref="GenerationBatch"/>.</summary>
public sealed record GenerationBatchOptions
{
    /// <summary>Rows that are decoded in one step; more wait.</summary>
    /// <value>rows</value>
    [Range(1, 4096)] public int MaxRows { get; init => field = OptionRange.Check(this, value); } = 64;

    /// <summary>Tokens, of all rows together, whose keys and values are held; rounded up to whole pages. A row takes room for its prompt and its longest
    /// answer when it begins.</summary>
    /// <value>tokens</value>
    [Range(1, 1 << 30)] public int CacheTokens { get; init => field = OptionRange.Check(this, value); } = 16_384;

    /// <summary>Tokens of prompts that a step runs at most before it decodes.</summary>
    /// <value>tokens</value>
    [Range(1, 1 << 20)] public int PrefillTokens { get; init => field = OptionRange.Check(this, value); } = 512;
}
