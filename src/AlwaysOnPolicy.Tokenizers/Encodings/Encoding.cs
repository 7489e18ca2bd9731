namespace AlwaysOnPolicy.Tokenizers.Encodings;

/// <summary>An encoded text or pair of texts; the four lists have one length.</summary>
/// <param name="Ids">Token ids.</param>
/// <param name="AttentionMask">1, and 0 on padding.</param>
/// <param name="TypeIds">0 for the first text, 1 for the second where the tokenizer tells them apart, 0 on padding.</param>
/// <param name="SpecialTokensMask">1 on tokens that the template or padding added; a special token spelt out in the text has 0.</param>
public sealed record Encoding(int[] Ids, int[] AttentionMask, int[] TypeIds, int[] SpecialTokensMask);
