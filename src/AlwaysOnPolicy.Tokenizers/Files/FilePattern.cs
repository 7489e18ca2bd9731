using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace AlwaysOnPolicy.Tokenizers.Files;

/// <summary>A pattern that cuts texts: a literal text, or a regular expression.</summary>
/// <remarks>
/// .NET matches UTF-16 units, the reference whole code points. So each code point beyond U+FFFF is matched through a stand-in: one character of
/// the same general category that no pattern is likely to name, of which there is one a category. Where the two engines differ a pattern is translated, or
/// refused. </remarks>
internal sealed class FilePattern
{
    // Long enough for a megabyte of text, short enough that a pattern which backtracks without end is noticed.
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(20);

    private static readonly Dictionary<UnicodeCategory, char> s_standIns = StandIns();

    private readonly string _file;
    private readonly Regex _regex;

    private FilePattern(string file, Regex regex, string? literal) => (_file, _regex, Literal) = (file, regex, literal);

    /// <summary>The text that is looked for; null where the pattern is a regular expression.</summary>
    public string? Literal { get; }

    /// <summary>Reads the option 'pattern' of a component.</summary>
    public static FilePattern Read(ComponentJson part)
    {
        var pattern = part.Child("pattern");
        var literal = pattern.Has("String") ? pattern.Text("String") : null;
        var source = literal is null ? pattern.Text("Regex") : Regex.Escape(literal);
        pattern.Done();
        if (source.Length == 0) throw part.Wrong("pattern", "a pattern that is not empty");
        try
        {
            return new FilePattern(part.File, Compiled(literal is null ? PatternTranslation.Of(source) : source), literal);
        }
        catch (FormatException e)
        {
            throw part.Unsupported($"{e.Message} in the pattern '{source}'", "patterns in which .NET and Oniguruma agree");
        }
        catch (ArgumentException e)
        {
            throw part.Damaged($"{part.Place}: the pattern '{source}' cannot be used: {e.Message}");
        }
    }

    /// <summary>A regular expression that the caller gives for a file which holds none.</summary>
    /// <exception cref="SettingsException">It is empty or no pattern, or one that .NET reads in another way.</exception>
    public static FilePattern Of(string source, string file)
    {
        if (source.Length == 0) throw new SettingsException($"The pattern for '{file}' is empty: give the one that the tokens were learnt with.");
        try
        {
            return new FilePattern(file, Compiled(PatternTranslation.Of(source)), literal: null);
        }
        catch (FormatException e)
        {
            throw new SettingsException($"The pattern '{source}' for '{file}' has {e.Message}, which means something else to .NET: write it in another way.",
                e);
        }
        catch (ArgumentException e)
        {
            throw new SettingsException($"The pattern '{source}' for '{file}' cannot be used: {e.Message}", e);
        }
    }

    private static Regex Compiled(string source) => new(source, RegexOptions.CultureInvariant, s_timeout);

    /// <summary>Where the pattern matches, from the left; ends are exclusive.</summary>
    /// <exception cref="CheckpointException">The pattern ran too long.</exception>
    public List<(int Start, int End)> Matches(ReadOnlySpan<char> text)
    {
        var (shadow, places) = Shadow(text);
        var matches = new List<(int, int)>();
        try
        {
            foreach (var match in _regex.EnumerateMatches(shadow)) matches.Add((Place(match.Index), Place(match.Index + match.Length)));
        }
        catch (RegexMatchTimeoutException e)
        {
            throw new CheckpointException(
                $"'{_file}': the pattern '{_regex}' ran for more than {s_timeout.TotalSeconds} seconds on a text. Use another tokenizer.", e);
        }
        return matches;

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
}
