using System.Text;

namespace AlwaysOnPolicy.Models.Text;

/// <summary>Cyrillic and Greek letters that look like Latin ones, in words that can be read as Latin.</summary>
/// <remarks>
/// A word that mixes Latin with others is written so to look Latin, and its look-alikes become Latin. A word of look-alikes alone may be real ("сор",
/// "роса"): it is folded by a table in which no two letters of a script share a Latin one, the same for both cases, so that real texts stay as far apart as
/// they were. Any other letter makes a word real, and it stays. A Greek letter that stands alone is a sign (α), and "μ" a unit. The pairs are among those of
/// Unicode's confusables (UTS 39).
/// </remarks>
internal static class LookAlikes
{
    private const string Cyrillic = "авекмнорстухіјѕԁԛԝӏѵԍ", CyrillicRead = "abekmhopctyxijsdqwlvg";
    private const string Greek = "αβεζικορτχ", GreekRead = "abezikoptx";

    /// <summary>Read so in mixed words only: they differ by case, or would share a Latin letter with another of their script.</summary>
    private const string Mixed = "һνυγηΝΥΗΜ", MixedRead = "hvuynnyhm";

    /// <summary>Folds words in place; they are composed (NFC) and not yet in lower case.</summary>
    public static void Fold(Span<Rune> text)
    {
        for (var start = 0; start < text.Length;)
        {
            var end = start;
            while (end < text.Length && Rune.IsLetter(text[end])) end++;
            if (end > start) FoldWord(text[start..end]);
            start = end + 1;
        }
    }

    private static void FoldWord(Span<Rune> word)
    {
        var (latin, cyrillic, greek) = (0, 0, 0);
        foreach (var letter in word)
            if (IsLatin(letter)) latin++;
            else if (Read(letter, Cyrillic, CyrillicRead) is not null) cyrillic++;
            else if (Read(letter, Greek, GreekRead) is not null) greek++;
        if (latin == word.Length || (word.Length == 1 && greek == 1)) return;
        var mixed = latin > 0 || (cyrillic > 0 && greek > 0);

        var folded = new Rune[word.Length];
        for (var i = 0; i < word.Length; i++)
        {
            var letter = word[i];
            if ((IsLatin(letter) ? letter : Read(letter, Cyrillic, CyrillicRead) ?? Read(letter, Greek, GreekRead)
                ?? (mixed ? ReadMixed(letter) : null)) is not { } read) return;
            folded[i] = read;
        }
        folded.CopyTo(word);
    }

    private static Rune? Read(Rune letter, string letters, string read) => ReadExact(Rune.ToLowerInvariant(letter), letters, read);

    private static Rune? ReadMixed(Rune letter) => ReadExact(letter, Mixed, MixedRead);

    private static Rune? ReadExact(Rune letter, string letters, string read) =>
        letter.IsBmp && letters.IndexOf((char)letter.Value) is >= 0 and var place ? new Rune(read[place]) : null;

    private static bool IsLatin(Rune letter) => letter.Value is < 0x0250 or (>= 0x1E00 and <= 0x1EFF);
}
