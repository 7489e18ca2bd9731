namespace AlwaysOnPolicy.Models.Tokenization.Decoders;

/// <summary>The step from tokens back to text.</summary>
internal abstract class Decoder
{
    public abstract string Decode(IEnumerable<string> tokens);
}

/// <summary>Tokens with a blank between them: what is done where the file names no decoder.</summary>
internal sealed class SpacedTokens : Decoder
{
    public override string Decode(IEnumerable<string> tokens) => string.Join(' ', tokens);
}
