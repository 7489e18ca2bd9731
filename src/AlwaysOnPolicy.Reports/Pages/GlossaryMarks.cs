using System.Text.RegularExpressions;
using AlwaysOnPolicy.Reports.Text;

namespace AlwaysOnPolicy.Reports.Pages;

/// <summary>Gives the words of the glossary their meaning where a page's headings, table heads and captions first use them: on hover, on focus and on touch,
/// without a script.</summary>
/// <remarks>It works on the finished markup, where every text is escaped, so that no section needs to know which of the words stood above it.</remarks>
internal static partial class GlossaryMarks
{
    private const string TitleEnd = "</title>";

    // What is joined by a hyphen is another word: the name of an arm, perhaps.
    private static readonly Regex s_words = new($@"(?<![\w-])(?:{string.Join('|', Glossary.Terms
        .Select((term, i) => (term.Word.Length, Pattern: $"(?<t{i}>{string.Join('|', term.Also.Prepend(term.Word).Select(Forms))})"))
        .OrderByDescending(t => t.Length).Select(t => t.Pattern))})(?![\w-])", RegexOptions.CultureInvariant);

    /// <param name="markup">Sections of a page.</param>
    /// <returns>The same with the words marked, and in the glossary's order the terms that were, or that stand in a drawing's title.</returns>
    public static (string Markup, IReadOnlyList<GlossaryTerm> Used) In(string markup)
    {
        var (used, drawn) = (new HashSet<int>(), new HashSet<int>());
        string? end = null;         // of the element whose text is looked through
        var sample = false;         // what users asked and wrote is left alone
        var marked = Piece().Replace(markup, piece =>
        {
            var text = piece.Value;
            if (text[0] != '<' && end == TitleEnd) drawn.UnionWith(s_words.Matches(text).Select(IndexOf));   // a drawing takes no marks
            else if (text[0] != '<') return end is null ? text : s_words.Replace(text, word => Mark(word, used));
            if (text is "<article>" or "</article>") sample = text[1] != '/';
            if (end is null && !sample && Explained().Match(text) is { Success: true } start) end = $"</{start.Groups["name"].Value}>";
            else if (text == end) end = null;
            return text;
        });
        return (marked, [.. used.Union(drawn).Order().Select(i => Glossary.Terms[i])]);
    }

    private static string Mark(Match word, HashSet<int> used)
    {
        var index = IndexOf(word);
        return used.Add(index)
            ? new MarkupBuilder().Add($"<abbr class=\"term\" tabindex=\"0\" title=\"{Glossary.Terms[index].Meaning}\">")
                .AddTrusted(word.Value).Add($"</abbr>").ToString()   // it is escaped already
            : word.Value;
    }

    private static int IndexOf(Match word) => Enumerable.Range(0, Glossary.Terms.Count).First(i => word.Groups[$"t{i}"].Success);

    /// <summary>"Held out" is also "held-out", "Domain" also "domains"; a short form of capitals is only that.</summary>
    private static string Forms(string word) => word.All(char.IsUpper) ? word : $"(?i:{Regex.Escape(word).Replace(@"\ ", "[ -]", StringComparison.Ordinal)
        .Replace("'", "(?:'|&#39;)", StringComparison.Ordinal)}s?)";

    /// <summary>A tag, or the text between two; in attributes and texts &lt; and &gt; are escaped.</summary>
    [GeneratedRegex("<[^>]*>|[^<]+")]
    private static partial Regex Piece();

    [GeneratedRegex("""^<(?:(?<name>h2|h3|dt|title)\b|(?<name>p) class="(?:caption|verdict)"|(?<name>th) scope="col)""")]
    private static partial Regex Explained();
}
