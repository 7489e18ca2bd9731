using System.Text;
using AlwaysOnPolicy.Tokenizers.Characters;

namespace AlwaysOnPolicy.Tokenizers.PreTokenizers;

/// <summary>GPT-2's words: contractions; letters, numbers or marks with one blank before them; white space.</summary>
/// <remarks>A scanner over whole code points in place of the published pattern, because .NET's patterns see the halves of surrogate pairs.</remarks>
internal static class Gpt2Words
{
    private static readonly string[] s_contractions = ["'s", "'t", "'re", "'ve", "'m", "'ll", "'d"];
    private static readonly Kind[] s_ascii = [.. Enumerable.Range(0, 128).Select(c => KindOf(new Rune(c)))];

    private enum Kind : byte
    {
        Space,
        Letter,
        Number,
        Mark,
    }

    /// <summary>Where the word that begins at <paramref name="start"/> ends.</summary>
    public static int EndOfWord(ReadOnlySpan<char> text, int start)
    {
        if (text[start] == '\'')
            foreach (var contraction in s_contractions)
                if (text[start..].StartsWith(contraction, StringComparison.Ordinal)) return start + contraction.Length;

        var word = text[start] == ' ' && start + 1 < text.Length && KindAt(text, start + 1, out _) != Kind.Space ? start + 1 : start;
        var kind = KindAt(text, word, out var length);
        var (last, end) = (word, word + length);
        while (end < text.Length && KindAt(text, end, out length) == kind) (last, end) = (end, end + length);
        if (kind != Kind.Space || end == text.Length) return end;

        // White space before a word leaves its last character to that word, if it has more than one.
        return last > start ? last : end;
    }

    private static Kind KindAt(ReadOnlySpan<char> text, int index, out int length)
    {
        var c = text[index];
        length = 1;
        if (c < 128) return s_ascii[c];
        Rune.DecodeFromUtf16(text[index..], out var rune, out length);
        return KindOf(rune);
    }

    private static Kind KindOf(Rune rune) =>
        Rune.IsWhiteSpace(rune) ? Kind.Space : Rune.IsLetter(rune) ? Kind.Letter : CodePoints.IsNumber(rune) ? Kind.Number : Kind.Mark;
}
