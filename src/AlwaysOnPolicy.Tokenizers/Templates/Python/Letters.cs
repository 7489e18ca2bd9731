using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace AlwaysOnPolicy.Tokenizers.Templates.Python;

/// <summary>Upper and lower case of texts, and kinds of digits, as Python has them.</summary>
internal static class Letters
{
    // A letter and its upper case where that is several (Unicode's SpecialCasing.txt), or one that .NET's invariant culture does not know.
    private const string Several =
        "ıI ſS ßSS ŉʼN ǰJ\u030c ΐΙ\u0308\u0301 ΰΥ\u0308\u0301 ևԵՒ ẖH\u0331 ẗT\u0308 ẘW\u030a ẙY\u030a ẚAʾ ὐΥ\u0313 ὒΥ\u0313\u0300 ὔΥ\u0313\u0301 "
        + "ὖΥ\u0313\u0342 ᾀἈΙ ᾁἉΙ ᾂἊΙ ᾃἋΙ ᾄἌΙ ᾅἍΙ ᾆἎΙ ᾇἏΙ ᾈἈΙ ᾉἉΙ ᾊἊΙ ᾋἋΙ ᾌἌΙ ᾍἍΙ ᾎἎΙ ᾏἏΙ ᾐἨΙ ᾑἩΙ ᾒἪΙ ᾓἫΙ ᾔἬΙ ᾕἭΙ ᾖἮΙ ᾗἯΙ ᾘἨΙ ᾙἩΙ ᾚἪΙ ᾛἫΙ ᾜἬΙ ᾝἭΙ ᾞἮΙ "
        + "ᾟἯΙ ᾠὨΙ ᾡὩΙ ᾢὪΙ ᾣὫΙ ᾤὬΙ ᾥὭΙ ᾦὮΙ ᾧὯΙ ᾨὨΙ ᾩὩΙ ᾪὪΙ ᾫὫΙ ᾬὬΙ ᾭὭΙ ᾮὮΙ ᾯὯΙ ᾲᾺΙ ᾳΑΙ ᾴΆΙ ᾶΑ\u0342 ᾷΑ\u0342Ι ᾼΑΙ ῂῊΙ ῃΗΙ ῄΉΙ ῆΗ\u0342 ῇΗ\u0342Ι ῌΗΙ "
        + "ῒΙ\u0308\u0300 ΐΙ\u0308\u0301 ῖΙ\u0342 ῗΙ\u0308\u0342 ῢΥ\u0308\u0300 ΰΥ\u0308\u0301 ῤΡ\u0313 ῦΥ\u0342 ῧΥ\u0308\u0342 ῲῺΙ ῳΩΙ ῴΏΙ ῶΩ\u0342 "
        + "ῷΩ\u0342Ι ῼΩΙ \ufb00FF \ufb01FI \ufb02FL \ufb03FFI \ufb04FFL \ufb05ST \ufb06ST \ufb13ՄՆ \ufb14ՄԵ \ufb15ՄԻ \ufb16ՎՆ \ufb17ՄԽ";

    private static readonly FrozenDictionary<char, string> s_several = Several.Split(' ').ToFrozenDictionary(s => s[0], s => s[1..]);

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

    /// <summary>Full case: ß and the ligatures become two letters.</summary>
    public static string Upper(string text) => Ascii.IsValid(text) ? text.ToUpperInvariant() : string.Concat(text.EnumerateRunes().Select(Upper));

    private static string Upper(Rune letter) => letter.IsBmp && s_several.TryGetValue((char)letter.Value, out var several)
        ? several
        : Rune.ToUpperInvariant(letter).ToString();

    /// <summary>str.casefold.</summary>
    public static string Folded(string text) => string.Concat(text.EnumerateRunes().Select(r => Upper(r) switch
    {
        "I" when r.Value == 'ı' => "ı",
        "ẞ" => "ss",
        [>= 'Ꭰ' and <= 'Ᏽ'] cherokee => cherokee,
        var upper => string.Concat(upper.EnumerateRunes().Select(u => Lower(u.ToString()))),
    }));

    /// <summary>A first letter: "ß" becomes "Ss".</summary>
    public static string TitleOf(string letter) => letter switch
    {
        "Ǆ" or "ǅ" or "ǆ" => "ǅ",
        "Ǉ" or "ǈ" or "ǉ" => "ǈ",
        "Ǌ" or "ǋ" or "ǌ" => "ǋ",
        "Ǳ" or "ǲ" or "ǳ" => "ǲ",
        [var c] when s_several.TryGetValue(c, out var several) => char.GetUnicodeCategory(c) == UnicodeCategory.TitlecaseLetter ? letter
            : char.ToUpperInvariant(c) is var one && one != c ? one.ToString()
            : c == 'ŉ' ? several : several[..1] + Lower(several[1..]).Replace('ι', '\u0345'),
        [>= 'ა' and <= 'ჿ'] => letter,   // Georgian has upper case and no title case
        _ => Upper(letter),
    };

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

    public static bool IsLower(string text) => text.EnumerateRunes().Any(Rune.IsLower) && !text.EnumerateRunes().Any(IsUpperOrTitle);

    public static bool IsUpper(string text) => text.EnumerateRunes().Any(Rune.IsUpper) && !text.EnumerateRunes().Any(r => HasCase(r) && !Rune.IsUpper(r));

    private static bool IsUpperOrTitle(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.UppercaseLetter or UnicodeCategory.TitlecaseLetter;

    public static bool IsNumeric(Rune rune) => Characters.CodePoints.IsNumber(rune);

    /// <summary>Decimal digits, superscripts and circled digits.</summary>
    public static bool IsDigit(Rune rune) => CharUnicodeInfo.GetDigitValue(rune.ToString(), 0) >= 0;

    private static bool HasCase(Rune rune) => IsUpperOrTitle(rune) || Rune.IsLower(rune);

    /// <summary>Behind a letter that has cases and before none; marks, apostrophes and stops between do not count.</summary>
    private static bool IsFinalSigma(Rune[] runes, int at) =>
        runes[..at].LastOrDefault(r => !IsCaseless(r)) is var before && HasCase(before)
        && !HasCase(runes[(at + 1)..].FirstOrDefault(r => !IsCaseless(r)));

    private static bool IsCaseless(Rune rune) => rune.Value is '\'' or '.' or ':' or '·' or '’' or '‘'
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format
            or UnicodeCategory.ModifierLetter or UnicodeCategory.ModifierSymbol;
}
