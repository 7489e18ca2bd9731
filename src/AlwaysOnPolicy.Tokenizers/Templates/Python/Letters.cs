using System.Globalization;
using System.Text;

namespace AlwaysOnPolicy.Tokenizers.Templates.Python;

/// <summary>Upper and lower case of texts, and kinds of digits, as Python has them.</summary>
internal static class Letters
{
    public static string Lower(string text)
    {
        if (Ascii.IsValid(text)) return text.ToLowerInvariant();
        var output = new StringBuilder(text.Length);
        Rune[] runes = [.. text.EnumerateRunes()];
        for (var i = 0; i < runes.Length; i++)
            output.Append(runes[i].Value switch
            {
                0x130 => "i\u0307",
                0x3A3 => IsFinalSigma(runes, i) ? "ς" : "σ",
                _ => Rune.ToLowerInvariant(runes[i]).ToString(),
            });
        return output.ToString();
    }

    /// <summary>ß and the ligatures become two letters.</summary>
    public static string Upper(string text) => Ascii.IsValid(text)
        ? text.ToUpperInvariant()
        : string.Concat(text.EnumerateRunes().Select(r => r.Value switch
        {
            'ß' => "SS",
            'ŉ' => "ʼN",
            0xFB00 => "FF",
            0xFB01 => "FI",
            0xFB02 => "FL",
            0xFB03 => "FFI",
            0xFB04 => "FFL",
            0xFB05 or 0xFB06 => "ST",
            _ => Rune.ToUpperInvariant(r).ToString(),
        }));

    /// <summary>A first letter: "ß" becomes "Ss".</summary>
    public static string TitleOf(string letter) => letter switch
    {
        "Ǆ" or "ǅ" or "ǆ" => "ǅ",
        "Ǉ" or "ǈ" or "ǉ" => "ǈ",
        "Ǌ" or "ǋ" or "ǌ" => "ǋ",
        "Ǳ" or "ǲ" or "ǳ" => "ǲ",
        _ => FirstLarge(letter),
    };

    private static string FirstLarge(string letter) => Upper(letter) is { Length: > 1 } several && !char.IsSurrogate(several[0]) ? several[..1] +
        Lower(several[1..]) : Upper(letter);

    /// <summary>str.title: a letter behind none is large, the others small.</summary>
    public static string Title(string text)
    {
        var output = new StringBuilder(text.Length);
        var inWord = false;
        foreach (var rune in text.EnumerateRunes())
        {
            var one = rune.ToString();
            output.Append(inWord ? Lower(one) : TitleOf(one));
            inWord = HasCase(rune);
        }
        return output.ToString();
    }

    public static bool IsTitle(string text)
    {
        var (inWord, any) = (false, false);
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsUpperOrTitle(rune) ? inWord : Rune.IsLower(rune) && !inWord) return false;
            any |= inWord = HasCase(rune);
        }
        return any;
    }

    public static bool IsUpperOrTitle(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.UppercaseLetter or UnicodeCategory.TitlecaseLetter;

    public static bool IsNumeric(Rune rune) => Characters.CodePoints.IsNumber(rune);

    /// <summary>Decimal digits, superscripts and circled digits.</summary>
    public static bool IsDigit(Rune rune) => CharUnicodeInfo.GetDigitValue(rune.ToString(), 0) >= 0;

    private static bool HasCase(Rune rune) => IsUpperOrTitle(rune) || Rune.IsLower(rune);

    private static bool IsFinalSigma(Rune[] runes, int at) => at > 0 && Rune.IsLetter(runes[at - 1])
        && !(at + 1 < runes.Length && Rune.IsLetter(runes[at + 1]));
}
