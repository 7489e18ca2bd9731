using System.Globalization;
using System.Text;
using AlwaysOnPolicy.Tokenizers.Normalizers;

namespace AlwaysOnPolicy.Models.Text;

/// <summary>When two questions are one: when their keys are equal. The only such definition; splits, authors and reports all use it.</summary>
/// <remarks>
/// Do not tell questions apart: case, white space, punctuation, apostrophes ("what's", "whats"), quotes, emphasis, characters that are not seen, how an
/// accent is encoded (NFC), letters and digits that only look different (NFKC: full width, ligatures), and Cyrillic and Greek letters in a word that reads as
/// Latin (<see cref="LookAlikes"/>).
/// Do: accents, vowel signs and other combining marks, signs and emoji ("2+3", "2*3", "C", "C#", "C++"), a minus before a digit, a separator within a
/// number ("3.5", "35"), superscripts and fractions ("x²", "x2"), which NFKC would make plain digits.
/// </remarks>
public static class QuestionText
{
    private static readonly UnicodeForm s_composed = new(compose: true);

    private enum Role
    {
        Unseen,
        Gap,
        Letter,
        Sign,
    }

    /// <summary>The words in lower case with one space between them; a sign is a word of its own.</summary>
    /// <returns>The text itself, trimmed, where nothing of it counts: "???" is another question than "!".</returns>
    public static string Key(string text)
    {
        var runes = Folded(text);
        var key = new StringBuilder(text.Length);
        var gap = false;
        for (var i = 0; i < runes.Length; i++)
        {
            var role = RoleOf(runes, i);
            if (role is Role.Letter or Role.Sign)
            {
                if ((gap || role == Role.Sign) && key.Length > 0) key.Append(' ');
                key.Append(IsDash(runes[i]) ? new Rune('-') : runes[i]);
            }
            if (role != Role.Unseen) gap = role != Role.Letter;
        }
        return key.Length > 0 ? key.ToString() : text.Trim();
    }

    /// <summary>The words of <see cref="Key"/>; scripts that put no space between words (Han, kana, Thai and its neighbours) count by character.</summary>
    public static IReadOnlyList<string> Words(string text)
    {
        var words = new List<string>();
        foreach (var part in Key(text).Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var start = 0;
            for (var i = 0; i < part.Length;)
            {
                var rune = Rune.TryGetRuneAt(part, i, out var whole) ? whole : Rune.ReplacementChar;
                if (i > start && IsUnspaced(rune) && !IsMark(rune))
                {
                    words.Add(part[start..i]);
                    start = i;
                }
                i += Math.Max(1, rune.Utf16SequenceLength);
            }
            words.Add(part[start..]);
        }
        return words;
    }

    /// <summary>Whether a letter or digit is in it.</summary>
    public static bool HasWord(string text) => text.EnumerateRunes().Any(Rune.IsLetterOrDigit);

    private static Rune[] Folded(string text)
    {
        if (Ascii.IsValid(text)) return [.. text.EnumerateRunes().Select(Rune.ToLowerInvariant)];
        var points = new List<int>(text.Length);
        foreach (var rune in text.EnumerateRunes())
            if (Rune.IsLetterOrDigit(rune) || rune.Value is >= 0xFF00 and <= 0xFFEF) CompatibilityForms.Decompose(rune.Value, points);
            else points.Add(rune.Value switch { '×' => '*', '÷' => '/', var other => other });
        var folded = new StringBuilder(points.Count);
        foreach (var point in points) folded.Append(new Rune(point).ToString());
        Rune[] runes = [.. s_composed.Apply(folded.ToString()).EnumerateRunes()];
        LookAlikes.Fold(runes);
        return Array.ConvertAll(runes, r => r.Value switch
        {
            'ς' => new Rune('σ'),
            'İ' => new Rune('i'),   // the invariant culture leaves it in upper case
            _ => Rune.ToLowerInvariant(r),
        });
    }

    private static Role RoleOf(Rune[] runes, int i)
    {
        var rune = runes[i];
        if (rune.Value is '\'' or '’' or '‘' or 'ʼ' || IsIgnorable(rune)) return Role.Unseen;
        if (rune.Value is '´' or '`' or '′') return IsLetter(runes, i - 1) && IsLetter(runes, i + 1) ? Role.Unseen : Role.Gap;   // "don´t"; else they quote
        if (Rune.IsLetterOrDigit(rune) || Rune.IsNumber(rune) || IsMark(rune)) return Role.Letter;
        if (rune.Value is '.' or ',' or ':') return IsWithinNumber(runes, i) ? Role.Letter : Role.Gap;
        if (rune.Value == '*') return IsOperator(runes, i) ? Role.Sign : Role.Gap;
        if (IsDash(rune)) return IsMinus(runes, i) ? Role.Sign : Role.Gap;
        if (rune.Value is '#' or '%' or '&' or '/' or '@') return Role.Sign;   // Unicode calls them punctuation
        return Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.MathSymbol or UnicodeCategory.CurrencySymbol or UnicodeCategory.OtherSymbol or UnicodeCategory.ModifierSymbol => Role.Sign,
            UnicodeCategory.Format or UnicodeCategory.EnclosingMark => Role.Unseen,   // joiners and the like
            _ => Role.Gap,
        };
    }

    private static bool IsDigit(Rune[] runes, int i) => i >= 0 && i < runes.Length && Rune.IsDigit(runes[i]);

    private static bool IsLetter(Rune[] runes, int i) => i >= 0 && i < runes.Length && Rune.IsLetter(runes[i]);

    private static bool IsSpace(Rune[] runes, int i) => i < 0 || i >= runes.Length || Rune.IsWhiteSpace(runes[i]);

    /// <summary>"3.5", "1,000", "10:30", ".5".</summary>
    private static bool IsWithinNumber(Rune[] runes, int i) =>
        IsDigit(runes, i + 1) && (IsDigit(runes, i - 1) || (runes[i].Value == '.' && IsSpace(runes, i - 1)));

    /// <summary>A star between two words or brackets, "2*3", or with a space on both sides, "2 * 3"; the others are emphasis or bullets.</summary>
    private static bool IsOperator(Rune[] runes, int i)
    {
        var (before, after) = (i - 1, i + 1);
        while (before >= 0 && runes[before].Value == '*') before--;
        while (after < runes.Length && runes[after].Value == '*') after++;
        if (before < 0 || after >= runes.Length) return false;
        var (left, right) = (runes[before], runes[after]);
        return (left.Value == ' ' && right.Value == ' ')
            || ((Rune.IsLetterOrDigit(left) || left.Value == ')') && (Rune.IsLetterOrDigit(right) || right.Value is '(' or '-' or '.'));
    }

    /// <summary>A dash before a digit, with or without a space between; not that of "covid-19".</summary>
    private static bool IsMinus(Rune[] runes, int i)
    {
        if (IsLetter(runes, i - 1)) return false;
        return IsDigit(runes, i + 1) || (IsSpace(runes, i + 1) && IsDigit(runes, i + 2));
    }

    private static bool IsDash(Rune rune) => rune.Value is '-' or 0x2212 || Rune.GetUnicodeCategory(rune) == UnicodeCategory.DashPunctuation;

    /// <summary>Variation selectors, the grapheme joiner and fillers: marks and letters by their category, and never seen.</summary>
    private static bool IsIgnorable(Rune rune) => rune.Value is (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0100 and <= 0xE01EF) or (>= 0x180B and <= 0x180F)
        or 0x034F or 0x115F or 0x1160 or 0x3164;

    // Vowel signs and the like belong to the letter before them in many scripts.
    private static bool IsMark(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    private static bool IsUnspaced(Rune rune) => rune.Value is (>= 0x0E00 and <= 0x0EFF) or (>= 0x1000 and <= 0x109F) or (>= 0x1780 and <= 0x17FF)
        or (>= 0x3040 and <= 0x30FF) or (>= 0x3400 and <= 0x9FFF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x20000 and <= 0x3FFFF);
}
