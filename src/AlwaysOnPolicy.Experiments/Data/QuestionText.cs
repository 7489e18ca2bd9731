using System.Text;

namespace AlwaysOnPolicy.Experiments.Data;

/// <summary>When two questions count as one.</summary>
public static class QuestionText
{
    /// <summary>Lower-case letters and digits with single spaces between words: case, punctuation and white space do not tell questions apart.</summary>
    public static string Normalize(string question)
    {
        var text = new StringBuilder(question.Length);
        var between = false;
        foreach (var rune in question.EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune))
            {
                if (between && text.Length > 0) text.Append(' ');
                between = false;
                text.Append(Rune.ToLowerInvariant(rune).ToString());
            }
            else
            {
                between = true;
            }
        }
        return text.Length > 0 ? text.ToString() : question.Trim();
    }
}
