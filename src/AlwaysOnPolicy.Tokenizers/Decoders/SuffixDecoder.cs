namespace AlwaysOnPolicy.Tokenizers.Decoders;

/// <summary>A suffix that closes words becomes a blank, at the end nothing: CLIP's way.</summary>
internal sealed class SuffixDecoder(string suffix) : Decoder
{
    public override IReadOnlyList<string> Chain(IReadOnlyList<string> tokens) =>
        suffix.Length == 0 ? tokens : [.. tokens.Select((t, i) => t.Replace(suffix, i == tokens.Count - 1 ? "" : " ", StringComparison.Ordinal))];
}
