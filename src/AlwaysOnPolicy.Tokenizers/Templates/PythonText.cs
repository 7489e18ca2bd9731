using System.Text;

namespace AlwaysOnPolicy.Tokenizers.Templates;

/// <summary>What Python does with text where .NET does it otherwise.</summary>
internal static class PythonText
{
    /// <summary>Python counts the four separators U+001C to U+001F as white space too.</summary>
    public static bool IsSpace(char c) => char.IsWhiteSpace(c) || c is >= '\u001C' and <= '\u001F';

    public static string Trim(string text) => TrimStart(TrimEnd(text));

    public static string TrimStart(string text)
    {
        var start = 0;
        while (start < text.Length && IsSpace(text[start])) start++;
        return text[start..];
    }

    public static string TrimEnd(string text)
    {
        var end = text.Length;
        while (end > 0 && IsSpace(text[end - 1])) end--;
        return text[..end];
    }

    /// <summary>A string's characters are its code points.</summary>
    public static List<object?> Characters(string text) => [.. text.EnumerateRunes().Select(r => r.ToString())];

    /// <summary>json.dumps with ensure_ascii off: only quotes, backslashes and controls are escaped.</summary>
    public static string Json(string text)
    {
        var json = new StringBuilder(text.Length + 2).Append('"');
        foreach (var c in text)
            json.Append(c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                '\b' => "\\b",
                '\f' => "\\f",
                < ' ' => $"\\u{(int)c:x4}",
                _ => c.ToString(),
            });
        return json.Append('"').ToString();
    }
}
