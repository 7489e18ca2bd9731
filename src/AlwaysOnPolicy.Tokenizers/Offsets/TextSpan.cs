namespace AlwaysOnPolicy.Tokenizers.Offsets;

/// <summary>A stretch of a text, in UTF-16 units as .NET's strings count them.</summary>
/// <param name="Start">The place of its first unit, from 0.</param>
/// <param name="Length">0 where nothing of the text belongs to it.</param>
public readonly record struct TextSpan(int Start, int Length)
{
    /// <summary>The place behind its last unit.</summary>
    public int End => Start + Length;

    /// <summary>From the start of one to the end of another, which does not begin before it.</summary>
    internal static TextSpan Over(TextSpan first, TextSpan last) => new(first.Start, last.End - first.Start);
}
