using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace AlwaysOnPolicy.Models.Tokenization.PreTokenizers;

/// <summary>Splits where a pattern of the file matches (Llama 3, Qwen 2 and others write their words so).</summary>
/// <remarks>
/// .NET matches UTF-16 units, the reference whole code points. So each code point beyond U+FFFF is matched through a stand-in: one character of
/// the same general category that no pattern is likely to name, of which there is one a category. Patterns in which the two engines differ are refused.
/// </remarks>
internal sealed partial class PatternSplit(string file, Regex pattern, bool invert, DelimiterBehavior behavior) : PreTokenizer
{
    // Long enough for a megabyte of text, short enough that a pattern which backtracks without end is noticed.
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(20);

    private static readonly Dictionary<UnicodeCategory, char> s_standIns = StandIns();

    public static PatternSplit Read(ComponentJson part)
    {
        var pattern = part.Child("pattern");
        var isText = pattern.Has("String");
        var source = isText ? Regex.Escape(pattern.Text("String")) : pattern.Text("Regex");
        pattern.Done();
        if (!isText && Different().Match(source) is { Success: true } odd)
            throw part.Unsupported($"'{odd.Value}' in the pattern '{source}'", "patterns in which .NET and Oniguruma agree");
        if (source.Length == 0) throw part.Wrong("pattern", "a pattern that is not empty");
        try
        {
            return new PatternSplit(part.File, new Regex(source, RegexOptions.CultureInvariant, s_timeout), part.Flag("invert", false), DelimiterBehaviors.Read(part, null));
        }
        catch (ArgumentException e)
        {
            throw part.Damaged($"{part.Place}: the pattern '{source}' cannot be used: {e.Message}");
        }
    }

    public override void Split(ReadOnlyMemory<char> text, List<ReadOnlyMemory<char>> words)
    {
        var (shadow, places) = Shadow(text.Span);
        var stretches = new List<Stretch>();
        var plain = 0;
        try
        {
            foreach (var match in pattern.EnumerateMatches(shadow))
            {
                var (start, end) = (Place(match.Index), Place(match.Index + match.Length));
                if (plain < start) stretches.Add(new Stretch(plain, start, invert));
                stretches.Add(new Stretch(start, end, !invert));
                plain = end;
            }
        }
        catch (RegexMatchTimeoutException e)
        {
            throw new CheckpointException($"'{file}': the pattern '{pattern}' ran for more than {s_timeout.TotalSeconds} seconds on a text. Use another tokenizer.", e);
        }
        if (plain < text.Length) stretches.Add(new Stretch(plain, text.Length, invert));
        DelimiterBehaviors.Join(text, stretches, behavior, words);

        int Place(int index) => places is null ? index : places[index];
    }

    /// <summary>The text with stand-ins, and for each of its places the place in the text; null where the two are the same.</summary>
    private static (string Text, int[]? Places) Shadow(ReadOnlySpan<char> text)
    {
        if (text.IndexOfAnyInRange('\uD800', '\uDFFF') < 0) return (text.ToString(), null);
        var shadow = new StringBuilder(text.Length);
        var places = new List<int>(text.Length + 1);
        var at = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            shadow.Append(rune.IsBmp ? (char)rune.Value : s_standIns[Rune.GetUnicodeCategory(rune)]);
            places.Add(at);
            at += rune.Utf16SequenceLength;
        }
        places.Add(at);
        return (shadow.ToString(), [.. places]);
    }

    /// <summary>For each category the last character below the Hangul syllables that has it: rare ones, and nothing of the CJK blocks.</summary>
    private static Dictionary<UnicodeCategory, char> StandIns()
    {
        var standIns = new Dictionary<UnicodeCategory, char>();
        for (var c = (char)0xABFF; c > 0x7F; c--)
            if (c is not (>= '\u2E80' and <= '\u9FFF')) standIns.TryAdd(char.GetUnicodeCategory(c), c);
        standIns[UnicodeCategory.PrivateUse] = '\uF8FF';
        return standIns;
    }

    /// <summary>Escapes and constructs that mean something else to .NET than to Oniguruma, or that see code units.</summary>
    [GeneratedRegex(@"\\[wWbBhHRXKGNO]|\[\[:|&&|\(\?[a-hj-z-]|[\uD800-\uDFFF]|\\x\{")]
    private static partial Regex Different();
}
