using System.Globalization;
using System.Text;
using System.Text.Json;

namespace AlwaysOnPolicy.Models.Tokenization;

/// <summary>The step that splits a text into the words that the model then cuts into tokens.</summary>
internal static class PreTokenizers
{
    private const string Supported = "ByteLevel, Digits, BertPreTokenizer, Whitespace, WhitespaceSplit, Sequence";

    public static Func<string, IEnumerable<string>> Read(JsonElement part) => part.ValueKind == JsonValueKind.Null ? t => [t] : part.Type() switch
    {
        "ByteLevel" => ByteLevelWords(part.Flag("add_prefix_space", true), part.Flag("use_regex", true)),
        "Digits" => Digits(part.Flag("individual_digits")),
        "BertPreTokenizer" => BertWords,
        "Whitespace" => WordsAndMarks,
        "WhitespaceSplit" => text => SplitBy(text, r => Rune.IsWhiteSpace(r) ? Cut.Drop : Cut.Join),
        "Sequence" => Sequence([.. part.GetProperty("pretokenizers").EnumerateArray().Select(Read)]),
        var other => throw JsonComponents.Unsupported("pre-tokenizer", other, Supported),
    };

    private static Func<string, IEnumerable<string>> Sequence(Func<string, IEnumerable<string>>[] steps) =>
        text => steps.Aggregate((IEnumerable<string>)[text], (parts, step) => parts.SelectMany(step));

    private static Func<string, IEnumerable<string>> ByteLevelWords(bool prefixSpace, bool split) => text =>
    {
        if (prefixSpace && text.Length > 0 && text[0] != ' ') text = " " + text;
        return (split ? Gpt2Words.Split(text) : [text]).Select(ByteLevel.Encode);
    };

    private static Func<string, IEnumerable<string>> Digits(bool individual) => individual
        ? text => SplitBy(text, r => IsNumeric(r) ? Cut.Alone : Cut.Join)
        : text => Runs(text, r => IsNumeric(r) ? 1 : 0);

    private static IEnumerable<string> BertWords(string text) =>
        SplitBy(text, r => Rune.IsWhiteSpace(r) ? Cut.Drop : IsPunctuation(r) ? Cut.Alone : Cut.Join);

    /// <summary>Runs of word characters and runs of other marks, white space dropped: \w+|[^\w\s]+.</summary>
    private static IEnumerable<string> WordsAndMarks(string text) =>
        Runs(text, r => Rune.IsWhiteSpace(r) ? 0 : IsWord(r) ? 1 : 2).Where(w => !Rune.IsWhiteSpace(Rune.GetRuneAt(w, 0)));

    private static bool IsNumeric(Rune r) => Rune.GetUnicodeCategory(r)
        is UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber;

    private static bool IsWord(Rune r) => Rune.IsLetter(r) || Rune.GetUnicodeCategory(r)
        is UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.ConnectorPunctuation
            or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;

    /// <summary>Unicode's punctuation, and all ASCII marks, as BERT has it.</summary>
    private static bool IsPunctuation(Rune r) =>
        r.Value is (>= 33 and <= 47) or (>= 58 and <= 64) or (>= 91 and <= 96) or (>= 123 and <= 126) || Rune.IsPunctuation(r);

    private enum Cut
    {
        Join,
        Alone,
        Drop,
    }

    private static IEnumerable<string> SplitBy(string text, Func<Rune, Cut> cut)
    {
        var start = 0;
        var at = 0;
        while (at < text.Length)
        {
            var rune = RuneAt(text, at);
            var how = cut(rune);
            if (how != Cut.Join)
            {
                if (at > start) yield return text[start..at];
                if (how == Cut.Alone) yield return text.Substring(at, rune.Utf16SequenceLength);
                start = at + rune.Utf16SequenceLength;
            }
            at += rune.Utf16SequenceLength;
        }
        if (at > start) yield return text[start..at];
    }

    private static IEnumerable<string> Runs(string text, Func<Rune, int> kind)
    {
        var start = 0;
        while (start < text.Length)
        {
            var first = kind(RuneAt(text, start));
            var end = start;
            while (end < text.Length && kind(RuneAt(text, end)) == first) end += RuneAt(text, end).Utf16SequenceLength;
            yield return text[start..end];
            start = end;
        }
    }

    /// <summary>The rune at a place; half a surrogate pair counts as the replacement character, one char long.</summary>
    internal static Rune RuneAt(string text, int index) => Rune.TryGetRuneAt(text, index, out var rune) ? rune : Rune.ReplacementChar;
}
