using AlwaysOnPolicy.Tokenizers.Offsets;

namespace AlwaysOnPolicy.Tokenizers.Normalizers;

/// <summary>Drops white space at the ends.</summary>
internal sealed class StripEnds(bool left, bool right) : NormalizerStep
{
    public override bool KeepsBeginning(string text) => !left || text.Length == 0 || !char.IsWhiteSpace(text[0]);

    protected override string Change(string text, Alignment? alignment)
    {
        var end = right ? text.AsSpan().TrimEnd().Length : text.Length;
        var start = left ? end - text.AsSpan(0, end).TrimStart().Length : 0;
        alignment?.SkipTo(start);
        alignment?.KeepTo(end);
        return text[start..end];
    }
}
