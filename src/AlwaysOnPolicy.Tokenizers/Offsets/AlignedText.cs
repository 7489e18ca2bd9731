using System.Runtime.InteropServices;

namespace AlwaysOnPolicy.Tokenizers.Offsets;

/// <summary>A text on its way to the model, with the place in the original text that each of its characters comes from.</summary>
/// <param name="Text">Within a string.</param>
/// <param name="Origins">One a character; those of one code point are alike, and none begins before the one in front of it.</param>
internal readonly record struct AlignedText(ReadOnlyMemory<char> Text, ReadOnlyMemory<TextSpan> Origins)
{
    /// <summary>A text as it came.</summary>
    public static AlignedText Of(string text)
    {
        var alignment = new Alignment(text);
        alignment.KeepTo(text.Length);
        return new AlignedText(text.AsMemory(), alignment.Origins.ToArray());
    }

    /// <summary>What a step made of it.</summary>
    public AlignedText Become(string changed, Alignment alignment)
    {
        var origins = new TextSpan[changed.Length];
        for (var i = 0; i < origins.Length; i++)
            origins[i] = alignment.Origins[i] is { Length: > 0 } there ? SpanOf(there) : new TextSpan(Origins.IsEmpty ? 0 : Origins.Span[0].Start, 0);
        return new AlignedText(changed.AsMemory(), origins);
    }

    /// <summary>A part of it.</summary>
    /// <param name="part">A slice of <see cref="Text"/>.</param>
    public AlignedText Slice(ReadOnlyMemory<char> part)
    {
        MemoryMarshal.TryGetString(Text, out _, out var start, out _);
        MemoryMarshal.TryGetString(part, out _, out var partStart, out _);
        return new AlignedText(part, Origins.Slice(partStart - start, part.Length));
    }

    /// <summary>Where a stretch of it, which is not empty, stands in the original text.</summary>
    public TextSpan SpanOf(TextSpan here) => TextSpan.Over(Origins.Span[here.Start], Origins.Span[here.End - 1]);
}
