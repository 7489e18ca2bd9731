using AlwaysOnPolicy.Reports.Text;

namespace AlwaysOnPolicy.Reports.Pages;

/// <summary>A page that is all there is: no script but its own, nothing fetched, light and dark, narrow and wide. It explains the glossary's words that it
/// uses.</summary>
public static class ReportPage
{
    /// <summary>The whole page, in HTML.</summary>
    /// <param name="title">The window's.</param>
    /// <param name="heading">Above everything.</param>
    /// <param name="lead">Between the heading and the list of sections.</param>
    /// <param name="script">The page can be read without it; null of a page that runs nothing.</param>
    public static string Render(string title, string heading, MarkupBuilder lead, IEnumerable<PageSection> sections, PageScript? script = null)
    {
        var (own, nav) = (new MarkupBuilder(), new MarkupBuilder());
        // The list of sections is complete only when the words are known; what stands above it is looked through first.
        const string ListGoesHere = "<nav/>";
        own.Add($"{lead}").AddTrusted(ListGoesHere);
        void Add(PageSection section, MarkupBuilder to)
        {
            nav.Add($"<li><a href=\"#{section.Id}\">{section.Title}</a></li>");
            to.Add($"<section id=\"{section.Id}\" aria-labelledby=\"{section.Id}-heading\"><h2 " +
                $"id=\"{section.Id}-heading\">{section.Title}</h2>{section.Body}</section>\n");
        }
        foreach (var section in sections) Add(section, own);
        var (marked, used) = GlossaryMarks.In(own.ToString());
        var words = new MarkupBuilder();
        if (used.Count > 0) Add(new("words", "The words", Words(used)), words);

        return new MarkupBuilder()
            .Add($"<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"/>")
            .Add($"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>")
            .Add($"<meta http-equiv=\"Content-Security-Policy\" content=\"{PageScript.PolicyOf(script)}\"/>")
            .Add($"<title>{title}</title><style>").AddTrusted(PageStyle.Css).Add($"</style></head><body><main><h1>{heading}</h1>")
            .AddTrusted(marked.Replace(ListGoesHere, $"<nav aria-label=\"On this page\"><ul>{nav}</ul></nav>\n", StringComparison.Ordinal))
            .Add($"{words}</main>{Script(script)}</body></html>\n").ToString();
    }

    private static MarkupBuilder Script(PageScript? script) => script is null
        ? new() : new MarkupBuilder().Add($"<script>").AddTrusted(script.Code).Add($"</script>");

    private static MarkupBuilder Words(IReadOnlyList<GlossaryTerm> used)
    {
        var list = new MarkupBuilder().Add($"<dl class=\"words\">");
        foreach (var term in used) list.Add($"<div><dt>{term.Word}</dt><dd>{term.Meaning}</dd></div>");
        return list.Add($"</dl>");
    }
}
