using System.ComponentModel.DataAnnotations;

namespace AlwaysOnPolicy.Tokenizers.Encodings;

/// <summary>How a text or a pair is encoded. The default cuts and pads nothing.</summary>
public sealed record EncodeOptions
{
    /// <summary>Adds what the tokenizer's template puts round a text, such as [CLS] and [SEP].</summary>
    public bool AddSpecialTokens { get; init; } = true;

    /// <summary>Reads special tokens that are spelt out in the text as plain text.</summary>
    public bool SplitSpecialTokens { get; init; }

    /// <summary>Most tokens, added ones included; null cuts nothing.</summary>
    [Range(0, int.MaxValue)] public int? MaxLength { get; init => field = OptionRange.Check(this, value); }

    /// <summary>What is cut where <see cref="MaxLength"/> is set and exceeded.</summary>
    public Truncation Truncation { get; init; } = Truncation.LongestFirst;

    /// <summary>The side that loses tokens; null as tokenizer_config.json says, else right.</summary>
    public Side? TruncationSide { get; init; }

    /// <summary>To what length rows are filled.</summary>
    public PaddingMode Padding { get; init; }

    /// <summary>The side that is filled; null as tokenizer_config.json says, else right.</summary>
    public Side? PaddingSide { get; init; }

    /// <summary>Rounds the padded length up to a multiple; null does not.</summary>
    [Range(1, int.MaxValue)] public int? PadToMultipleOf { get; init => field = OptionRange.Check(this, value); }

    /// <summary>What to pad with; null for the tokenizer's own padding token.</summary>
    [Range(0, int.MaxValue)] public int? PadId { get; init => field = OptionRange.Check(this, value); }
}
