using System.Text;

namespace AlwaysOnPolicy.Reports.Text;

/// <summary>Text of models and users as a page may hold it: what would not be seen, or would turn the text around it, stands as a sign.</summary>
internal static class VisibleText
{
    private const char Pictures = '\u2400', PictureOfDelete = '\u2421', Replacement = '\uFFFD';

    /// <summary>Control characters become Unicode's pictures of them (␛ for ESC); C1 controls, halves of surrogate pairs, what XML forbids, and the signs that
    /// open or close a direction of writing become �. Tabs and line ends stay, and so do the marks of a direction, which reach no further than their
    /// neighbours.</summary>
    public static string Of(string text)
    {
        var clean = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1])) clean.Append(text[i]).Append(text[++i]);
            else clean.Append(Of(text[i]));
        }
        return clean.ToString();
    }

    private static char Of(char c) => c switch
    {
        '\t' or '\n' or '\r' => c,
        < ' ' => (char)(Pictures + c),
        '\u007F' => PictureOfDelete,
        (>= '\u0080' and <= '\u009F') or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') or >= '\uFFFE' => Replacement,
        _ => char.IsSurrogate(c) ? Replacement : c,
    };
}
