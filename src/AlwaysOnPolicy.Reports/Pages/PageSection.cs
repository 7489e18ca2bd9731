using AlwaysOnPolicy.Reports.Text;

namespace AlwaysOnPolicy.Reports.Pages;

/// <summary>A part of a page with a heading of its own.</summary>
/// <param name="Id">Unique on the page; links lead to it.</param>
/// <param name="Title">The heading.</param>
/// <param name="Body">What stands below it.</param>
public sealed record PageSection(string Id, string Title, MarkupBuilder Body);
