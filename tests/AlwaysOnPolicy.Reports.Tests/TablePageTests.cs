using System.Xml.Linq;
using AlwaysOnPolicy.Reports.Pages;

namespace AlwaysOnPolicy.Reports.Tests;

public sealed class TablePageTests
{
    private static readonly TablePage s_page = new("a <b> | c_d", ["It is so."],
        [new("Answers", "Two.", ["question", "of <x>", "won"], 2, [["Why?", "one\n" + new string('y', 61), "1"], ["How?", "short", "2"]])], []);

    [Fact]
    public void Columns_of_texts_are_broken_and_those_of_words_and_figures_are_not()
    {
        var table = Tables(s_page.Html()).Single(t => t.Attribute("class")!.Value == "texts blocks");
        var cells = table.Element("tbody")!.Elements("tr").First().Elements().ToArray();
        cells.Select(c => c.Attribute("class")!.Value).ShouldBe(["", "text", "n"]);
        cells.Skip(1).Select(c => c.Attribute("data-head")!.Value).ShouldBe(["of <x>", "won"]);
        cells[1].Value.ShouldBe("one\n" + new string('y', 61));
        Tables((s_page with { Tables = [s_page.Tables[0] with { Rows = [["How?", "short", "2"]] }] }).Html())
            .ShouldNotContain(t => t.Attribute("class")!.Value == "texts blocks");
    }

    [Fact]
    public void A_title_is_no_markup_in_markdown() => s_page.Markdown().ShouldStartWith("# a &lt;b&gt; \\| c\\_d\n");

    private static XElement[] Tables(string page) =>
        [.. XDocument.Parse(page.Replace("<!DOCTYPE html>", "", StringComparison.Ordinal)).Descendants("table")];
}
