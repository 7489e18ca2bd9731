using System.Globalization;
using System.Text;

namespace AlwaysOnPolicy.Prompts.Writing;

/// <summary>When two questions count as the same.</summary>
internal static class QuestionText
{
    /// <summary>The words in lower case with one space between them. Punctuation and apostrophes do not count: "What's up?" equals "whats up".</summary>
    /// <returns>An empty text where there is no letter and no digit.</returns>
    public static string Key(string text)
    {
        var key = new StringBuilder(text.Length);
        var gap = false;
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune) || IsMark(rune))
            {
                if (gap && key.Length > 0) key.Append(' ');
                gap = false;
                key.Append(Rune.ToLowerInvariant(rune));
            }
            else if (rune.Value is not ('\'' or '’'))
            {
                gap = true;
            }
        }
        return key.ToString();
    }

    // Vowel signs and the like belong to the letter before them in many scripts.
    private static bool IsMark(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
}
