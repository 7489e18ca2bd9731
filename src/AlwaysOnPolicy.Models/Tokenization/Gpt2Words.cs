using System.Globalization;
using System.Text;

namespace AlwaysOnPolicy.Models.Tokenization;

/// <summary>GPT-2's split into words: contractions; letters, numbers or marks with one space before them; white space.</summary>
/// <remarks>A scanner over whole code points in place of the published pattern, because .NET's patterns see halves of surrogate pairs.</remarks>
internal static class Gpt2Words
{
    private static readonly string[] s_contractions = ["'s", "'t", "'re", "'ve", "'m", "'ll", "'d"];

    private enum Kind
    {
        Space,
        Letter,
        Number,
        Mark,
    }

    public static IEnumerable<string> Split(string text)
    {
        var start = 0;
        while (start < text.Length)
        {
            var end = EndOfWord(text, start);
            yield return text[start..end];
            start = end;
        }
    }

    private static int EndOfWord(string text, int start)
    {
        foreach (var contraction in s_contractions)
            if (string.CompareOrdinal(text, start, contraction, 0, contraction.Length) == 0) return start + contraction.Length;

        var word = text[start] == ' ' && start + 1 < text.Length && KindAt(text, start + 1) != Kind.Space ? start + 1 : start;
        var end = EndOfRun(text, word);
        if (KindAt(text, word) != Kind.Space || end == text.Length) return end;

        // White space before a word leaves its last character to that word, if it has more than one.
        var last = end - (char.IsLowSurrogate(text[end - 1]) ? 2 : 1);
        return last > start ? last : end;
    }

    private static int EndOfRun(string text, int start)
    {
        var kind = KindAt(text, start);
        var end = start;
        while (end < text.Length && KindAt(text, end) == kind) end += PreTokenizers.RuneAt(text, end).Utf16SequenceLength;
        return end;
    }

    private static Kind KindAt(string text, int index)
    {
        var rune = PreTokenizers.RuneAt(text, index);
        if (Rune.IsWhiteSpace(rune)) return Kind.Space;
        if (Rune.IsLetter(rune)) return Kind.Letter;
        return Rune.GetUnicodeCategory(rune) is UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber
            ? Kind.Number
            : Kind.Mark;
    }
}
