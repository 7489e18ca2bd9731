using System.Globalization;
using System.Text;
using AlwaysOnPolicy.Randomness;

namespace AlwaysOnPolicy.Tokenizers.Tests;

/// <summary>Texts made to find differences: ties, blanks of every kind, marks in any order, scripts side by side, spellings of special tokens.</summary>
internal static class HostileTexts
{
    private static readonly string[] s_fragments =
    [
        "the", "The", "THE ", " and", "ing", "don't", "I'LL", "we've", "ggggg", "aaaa", "llll", "eeee", "123", "4567", "3.14", "1,000", " ", "  ", "\n",
        "\r\n", "\t", "\u00a0", "\u3000", "\u200b", "\u2028",
        "\u0085", "\ufeff", "\u00ad", "é", "e\u0301", "ü", "ß", "ﬁ", "Å", "\u0301", "\u0323\u0307", "\u0307\u0323", "\u0488", "\u0903", "ñ", "日本", "語", "한국",
        "\u1100\u1161\u11a8", "ひらがな", "カタカナー", "ｶﾀｶﾅ", "Ａ１",
        "привет", "ελληνικά Σ", "עברית", "العربية", "हिन्दी", "ไทย", "🙂", "👩‍🚀", "🇫🇷", "👍🏽", "𝒳", "𠀀", "\ud800\udf00", "½", "²", "Ⅷ", "٣", "①", "…", "—",
        "“x”", "¿", "$5", "a_b", "x=y+z", "<|endoftext|>", "</s>", "<s>",
        "<unk>", "[SEP]", "[CLS]", "[UNK]", "<pad>", "<|Mark|>", "tool", "Tool", "ＴOOL", "word", "WORD", "swordfish", "Two Words", "two words", "▁", "▁▁a",
        "##ing", "<0x41>", "Ġ", "İ", "ǅ", "\u0130", "ſ", "\u2126", "\u212b", "\ufb1d", "x\u0000y", "\u0007", "/path/to", "http://a.b", "::", "!!!", "?!",
        "(a)", "[b]", "{c}", "।", "۔",
    ];

    public static IEnumerable<string> Random(int count, ulong seed)
    {
        for (var i = 0; i < count; i++)
        {
            var random = SeededRandom.For(seed, "hostile text", $"{i}");
            var text = new StringBuilder();
            for (var n = 1 + random.Next(12); n > 0; n--)
                if (random.Next(6) == 0) text.Append(AnyRune(random));
                else text.Append(random.Pick(s_fragments));
            yield return text.ToString();
        }
    }

    /// <summary>Every code point that Unicode gives a meaning, between two letters and alone, 24 to a text.</summary>
    public static IEnumerable<string> EveryCodePoint() => Enumerable.Range(0, 0x110000)
        .Where(c => Rune.IsValid(c) && Rune.GetUnicodeCategory(new Rune(c)) is not (UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse))
        .Chunk(24).Select(chunk => string.Concat(chunk.Select(c => $"a{new Rune(c)}b {new Rune(c)} ")));

    private static string AnyRune(SeededRandom random)
    {
        while (true)
        {
            var point = random.Next(random.Next(3) == 0 ? 0x20000 : 0x3100);
            if (Rune.IsValid(point)) return new Rune(point).ToString();
        }
    }
}
