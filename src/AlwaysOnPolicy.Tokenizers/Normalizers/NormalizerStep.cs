using System.Text;
using AlwaysOnPolicy.Tokenizers.Offsets;

namespace AlwaysOnPolicy.Tokenizers.Normalizers;

/// <summary>A normalizer that changes a text in one go.</summary>
internal abstract class NormalizerStep : Normalizer
{
    public sealed override string Apply(string text) => Change(text, null);

    public sealed override AlignedText Apply(AlignedText text)
    {
        var alignment = new Alignment(text.Text.ToString());
        return text.Become(Change(text.Text.ToString(), alignment), alignment);
    }

    /// <param name="alignment">Is told where each character of the result comes from; null where nobody asks.</param>
    protected abstract string Change(string text, Alignment? alignment);

    /// <summary>Builds a text anew, code point by code point.</summary>
    protected static string Map(string text, Alignment? alignment, Action<Rune, StringBuilder> append)
    {
        var output = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            var before = output.Length;
            append(rune, output);
            alignment?.Replace(output.Length - before);
        }
        return output.ToString();
    }
}
