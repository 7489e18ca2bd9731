using System.Globalization;
using System.Text;

namespace AlwaysOnPolicy.Tokenizers.Characters;

/// <summary>Classes of code points as the reference's Unicode tables draw them; a half surrogate pair counts as U+FFFD.</summary>
internal static class CodePoints
{
    public static Rune At(ReadOnlySpan<char> text, int index)
    {
        Rune.DecodeFromUtf16(text[index..], out var rune, out _);
        return rune;
    }

    /// <summary>The code point that ends right before a place.</summary>
    public static Rune Before(ReadOnlySpan<char> text, int index)
    {
        Rune.DecodeLastFromUtf16(text[..index], out var rune, out _);
        return rune;
    }

    /// <summary>Decimal digits, letter numbers and other numbers: Unicode's N.</summary>
    public static bool IsNumber(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber;

    /// <summary>What \w means in Unicode (UTS #18): alphabetic, marks, decimal digits, connectors and joiners.</summary>
    public static bool IsWord(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter or UnicodeCategory.ModifierLetter
            or UnicodeCategory.OtherLetter or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark
            or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.ConnectorPunctuation => true,
        // Circled and squared Latin letters are alphabetic though they are symbols.
        UnicodeCategory.OtherSymbol => rune.Value is (>= 0x24B6 and <= 0x24E9) or (>= 0x1F130 and <= 0x1F149) or (>= 0x1F150 and <= 0x1F169)
            or (>= 0x1F170 and <= 0x1F189),
        UnicodeCategory.Format => rune.Value is 0x200C or 0x200D,
        _ => false,
    };

    /// <summary>Unicode's punctuation, and the ASCII marks that Unicode calls symbols.</summary>
    public static bool IsPunctuation(Rune rune) => CodePointSets.Punctuation[rune.Value];
}
