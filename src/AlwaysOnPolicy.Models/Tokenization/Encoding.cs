namespace AlwaysOnPolicy.Models.Tokenization;

/// <summary>An encoded text or pair of texts; all lists have one length.</summary>
/// <param name="Ids">Token ids.</param>
/// <param name="AttentionMask">1, and 0 on padding.</param>
/// <param name="TypeIds">0 for the first text, 1 for the second, where the tokenizer tells them apart.</param>
/// <param name="SpecialTokensMask">1 on tokens that the template or padding added.</param>
public sealed record Encoding(int[] Ids, int[] AttentionMask, int[] TypeIds, int[] SpecialTokensMask)
{
    /// <summary>Fills up to a length; a longer encoding stays as it is.</summary>
    public Encoding PadTo(int length, int padId, Side side)
    {
        var missing = length - Ids.Length;
        if (missing <= 0) return this;
        int[] Fill(int[] values, int with)
        {
            var padding = Enumerable.Repeat(with, missing);
            return side == Side.Right ? [.. values, .. padding] : [.. padding, .. values];
        }
        return new Encoding(Fill(Ids, padId), Fill(AttentionMask, 0), Fill(TypeIds, 0), Fill(SpecialTokensMask, 1));
    }
}

/// <summary>How a text or a pair is encoded.</summary>
public sealed record EncodeOptions
{
    public bool AddSpecialTokens { get; init; } = true;

    /// <summary>Most tokens, added ones included; null cuts nothing.</summary>
    public int? MaxLength { get; init; }
    public Truncation Truncation { get; init; } = Truncation.LongestFirst;

    /// <summary>The side on which a too long text loses tokens.</summary>
    public Side TruncationSide { get; init; } = Side.Right;
}

public enum Truncation
{
    LongestFirst,
    OnlyFirst,
    OnlySecond,
}

public enum Side
{
    Right,
    Left,
}
