namespace AlwaysOnPolicy.Tokenizers.Templates.Python;

/// <summary>White space and the ends of texts as Python's str.strip sees them.</summary>
internal static class WhiteSpace
{
    /// <summary>Python counts the four separators U+001C to U+001F as white space too.</summary>
    public static bool Is(char c) => char.IsWhiteSpace(c) || c is >= '\u001C' and <= '\u001F';

    public static string Trim(string text) => TrimStart(TrimEnd(text));

    public static string TrimStart(string text)
    {
        var start = 0;
        while (start < text.Length && Is(text[start])) start++;
        return text[start..];
    }

    public static string TrimEnd(string text)
    {
        var end = text.Length;
        while (end > 0 && Is(text[end - 1])) end--;
        return text[..end];
    }

    /// <param name="characters">Which characters go; null for white space.</param>
    public static string Strip(string text, string? characters, bool left, bool right)
    {
        if (characters is null)
        {
            if (left) text = TrimStart(text);
            return right ? TrimEnd(text) : text;
        }
        var set = characters.EnumerateRunes().ToHashSet();
        System.Text.Rune[] runes = [.. text.EnumerateRunes()];
        var (from, to) = (0, runes.Length);
        while (left && from < to && set.Contains(runes[from])) from++;
        while (right && to > from && set.Contains(runes[to - 1])) to--;
        return string.Concat(runes[from..to]);
    }

    /// <summary>The words between white space.</summary>
    /// <param name="most">Most cuts; negative for any number. What is left then keeps its inner blanks.</param>
    public static List<object?> Words(string text, long most, bool fromRight)
    {
        var words = new List<object?>();
        text = fromRight ? TrimEnd(text) : TrimStart(text);
        while (text.Length > 0)
        {
            if (most >= 0 && words.Count == most)
            {
                words.Add(fromRight ? TrimEnd(text) : text);
                break;
            }
            var at = fromRight ? text.Length - 1 : 0;
            while (at >= 0 && at < text.Length && !Is(text[at])) at += fromRight ? -1 : 1;
            words.Add(fromRight ? text[(at + 1)..] : text[..at]);
            text = fromRight ? TrimEnd(text[..Math.Max(at, 0)]) : TrimStart(text[at..]);
        }
        if (fromRight) words.Reverse();
        return words;
    }

    /// <summary>str.splitlines: at every kind of line end, the last one closing its line.</summary>
    public static List<string> Lines(string text, bool keepEnds = false)
    {
        var lines = new List<string>();
        for (var start = 0; start < text.Length;)
        {
            var end = start;
            while (end < text.Length && !IsLineEnd(text[end])) end++;
            var next = end + (end + 1 < text.Length && text[end] == '\r' && text[end + 1] == '\n' ? 2 : 1);
            lines.Add(text[start..(keepEnds ? Math.Min(next, text.Length) : end)]);
            start = next;
        }
        return lines;
    }

    private static bool IsLineEnd(char c) => c is '\n' or '\r' or '\v' or '\f' or (>= '\u001C' and <= '\u001E') or '\u0085' or '\u2028' or '\u2029';
}
