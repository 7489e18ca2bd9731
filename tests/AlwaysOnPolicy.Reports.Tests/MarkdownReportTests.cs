using System.Text.RegularExpressions;
using AlwaysOnPolicy.Files;
using AlwaysOnPolicy.Reports.Plots;
using AlwaysOnPolicy.Reports.Records;

namespace AlwaysOnPolicy.Reports.Tests;

public sealed partial class MarkdownReportTests
{
    [Fact]
    public void Every_table_has_as_many_cells_in_each_row_as_columns()
    {
        var hostile = SampleReport.Full with { Samples = [new("a|b", "why | how\n?", [new("sft", "`x` | *y*", 1), new("aop", "<b>|</b>", 0)])] };
        var tables = SampleReport.Markdown(hostile).Split("\n\n").Where(b => b.StartsWith('|')).ToArray();
        tables.Length.ShouldBe(16);
        foreach (var table in tables)
            table.TrimEnd().Split('\n').Where(l => l.StartsWith('|')).Select(l => Bar().Count(l)).Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public void Every_drawing_it_shows_is_written_beside_it()
    {
        var folder = Directory.CreateTempSubdirectory("aop-report-").FullName;
        ReportWriter.Write(SampleReport.Full, folder).ShouldBe(Path.Combine(folder, "index.html"));
        var images = Image().Matches(File.ReadAllText(Path.Combine(folder, "report.md"))).Select(m => m.Groups[1].Value).ToArray();
        images.Length.ShouldBe(new ReportPlots(SampleReport.Full).All().Count());
        var linked = Link().Matches(File.ReadAllText(Path.Combine(folder, "report.md"))).Select(m => m.Groups[1].Value).ToArray();
        linked.ShouldBe(images.Select(i => Path.ChangeExtension(i, "png")), ignoreOrder: true);
        var onPage = PageLink().Matches(File.ReadAllText(Path.Combine(folder, "index.html"))).Select(m => m.Groups[1].Value).ToArray();
        foreach (var file in images.Concat(linked).Concat(onPage)) File.Exists(Path.Combine(folder, file)).ShouldBeTrue(file);
        // one drawing is a table on the page of which only Markdown has a picture: the weakest domains
        onPage.Count(f => f.EndsWith(".png", StringComparison.Ordinal)).ShouldBe(images.Length - 1);
        Directory.GetFiles(folder, $"{Durable.TemporaryPrefix}*", SearchOption.AllDirectories).ShouldBeEmpty();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Markup_in_answers_stays_text() =>
        SampleReport.Markdown(SampleReport.Full with { Samples = [new(null, "<img src=x>", [new("sft", "[a](b) ![c](d)", null)])] })
            .ShouldContain("| &lt;img src=x&gt; | \\[a\\](b) \\!\\[c\\](d) |");

    [Fact]
    public void The_verdict_comes_first() =>
        SampleReport.Markdown(SampleReport.Full).ShouldStartWith("# Sample\n\n**AOP is ahead of SOP (by 20.0 points,");

    [Fact]
    public void An_empty_report_is_a_title_and_the_facts() => SampleReport.Markdown(SampleReport.Empty).ShouldBe("# Empty\n\n\n## How it was made\n\n");

    [GeneratedRegex(@"(?<!\\)\|")]
    private static partial Regex Bar();

    [GeneratedRegex(@"!\[[^\]]*\]\(([^)]*)\)")]
    private static partial Regex Image();

    [GeneratedRegex(@"(?<!!)\[[^\]]*\]\((plots/[^)]*)\)")]
    private static partial Regex Link();

    [GeneratedRegex("href=\"(plots/[^\"]*)\"")]
    private static partial Regex PageLink();
}
