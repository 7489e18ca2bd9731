using System.Globalization;
using System.Text;

namespace AlwaysOnPolicy.Cli.Console;

/// <summary>Text of a model on its way to a terminal: what would steer the terminal is shown, not done.</summary>
internal static class VisibleText
{
    private const int ControlPictures = 0x2400, Delete = 0x7f;

    /// <summary>Control characters but line breaks and tabs become pictures of themselves (ESC: ␛) or, like what turns the direction of writing, \u and
    /// their number.</summary>
    public static string Of(string text)
    {
        if (!text.Any(IsHidden)) return text;
        var shown = new StringBuilder();
        foreach (var c in text)
        {
            if (!IsHidden(c)) shown.Append(c);
            else if (c < ' ') shown.Append((char)(ControlPictures + c));
            else if (c == Delete) shown.Append('␡');
            else shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
        }
        return shown.ToString();
    }

    private static bool IsHidden(char c) => (char.IsControl(c) && c is not ('\n' or '\t'))
        || c is (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069');
}
