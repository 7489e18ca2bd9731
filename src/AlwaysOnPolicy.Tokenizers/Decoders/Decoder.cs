namespace AlwaysOnPolicy.Tokenizers.Decoders;

/// <summary>The step from tokens back to text.</summary>
internal abstract class Decoder
{
    /// <summary>The text of tokens.</summary>
    public virtual string Decode(IEnumerable<string> tokens) => string.Concat(Chain([.. tokens]));

    /// <summary>The pieces that the tokens become; in a sequence the next decoder goes on with them.</summary>
    public abstract IReadOnlyList<string> Chain(IReadOnlyList<string> tokens);
}

/// <summary>Tokens with a blank between them: what is done where the file names no decoder.</summary>
internal sealed class SpacedTokens : Decoder
{
    public override IReadOnlyList<string> Chain(IReadOnlyList<string> tokens) => [string.Join(' ', tokens)];
}

internal sealed class DecoderSequence(params IReadOnlyList<Decoder> steps) : Decoder
{
    public override IReadOnlyList<string> Chain(IReadOnlyList<string> tokens) => steps.Aggregate(tokens, (t, step) => step.Chain(t));
}

/// <summary>Puts all pieces together.</summary>
internal sealed class FuseDecoder : Decoder
{
    public override IReadOnlyList<string> Chain(IReadOnlyList<string> tokens) => [string.Concat(tokens)];
}
