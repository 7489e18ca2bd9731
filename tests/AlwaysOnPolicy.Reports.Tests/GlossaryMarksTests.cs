using System.Xml.Linq;
using AlwaysOnPolicy.Reports.Pages;
using AlwaysOnPolicy.Reports.Text;

namespace AlwaysOnPolicy.Reports.Tests;

public sealed class GlossaryMarksTests
{
    [Fact]
    public void A_word_is_explained_where_it_first_stands_in_a_heading_a_table_head_or_a_caption()
    {
        var (markup, used) = GlossaryMarks.In(
            "<p>gold</p><h2>Gold</h2><p class=\"caption\">Gold of policies</p><th scope=\"col\" class=\"n\">policy</th><td>judge</td>");
        markup.ShouldStartWith("<p>gold</p><h2><abbr class=\"term\" tabindex=\"0\" title=\"The true quality of an answer, from 0 to 1.");
        markup.ShouldContain(
            "<p class=\"caption\">Gold of <abbr class=\"term\" tabindex=\"0\" title=\"The language model that is trained.\">policies</abbr></p>");
        markup.ShouldEndWith("<th scope=\"col\" class=\"n\">policy</th><td>judge</td>");
        used.Select(t => t.Word).ShouldBe(["Gold", "Policy"]);
    }

    [Theory]
    [InlineData("95 % intervals", "Interval")]
    [InlineData("Held-out pairs", "Held out")]
    [InlineData("the author&#39;s own", "Author")]
    [InlineData("τ", "Tau")]
    [InlineData("Holm&#39;s correction", "Corrected p")]
    [InlineData("reward models", "Reward model")]
    [InlineData("SFT", "SFT")]
    public void A_word_is_found_in_the_forms_in_which_reports_write_it(string text, string word)
    {
        var (markup, used) = GlossaryMarks.In($"<h3>{text}</h3>");
        used.Select(t => t.Word).ShouldBe([word]);
        XElement.Parse(markup).Value.ShouldBe(XElement.Parse($"<h3>{text}</h3>").Value);
    }

    [Theory]
    [InlineData("<h3>goldsmith, a nation, sop up, armed, vanilla-gate, my-arm</h3>")]
    [InlineData("<article><h3>Who is the judge?</h3></article>")]
    [InlineData("<p>The <a href=\"#gold\">gold</a> of a policy</p>")]
    public void Other_words_and_what_users_wrote_stay_as_they_are(string markup) => GlossaryMarks.In(markup).Markup.ShouldBe(markup);

    [Fact]
    public void A_word_of_a_drawing_is_listed_and_its_title_stays_text()
    {
        const string Drawing = "<svg><title id=\"kl-title\">KL, nats an answer</title><text>reward</text></svg>";
        var (markup, used) = GlossaryMarks.In(Drawing);
        markup.ShouldBe(Drawing);
        used.Select(t => t.Word).ShouldBe(["KL", "Nat"]);
    }

    [Fact]
    public void Every_word_of_the_glossary_is_found_as_it_is_written_there() =>
        Glossary.Terms.Where(t => GlossaryMarks.In($"<h2>{t.Word}</h2>").Used is not [var used] || used != t).Select(t => t.Word).ShouldBeEmpty();

    [Fact]
    public void The_report_explains_each_word_once_by_keyboard_too_and_lists_what_it_explained()
    {
        var page = XElement.Parse(SampleReport.Html(SampleReport.Full)["<!DOCTYPE html>\n".Length..]);
        var marks = page.Descendants("abbr").ToArray();
        marks.ShouldAllBe(a => (string?)a.Attribute("tabindex") == "0");
        string[] meanings = [.. marks.Select(a => a.Attribute("title")!.Value)];
        meanings.ShouldBeUnique();
        var list = page.Descendants("dl").Single(d => (string?)d.Attribute("class") == "words");
        meanings.Except(list.Descendants("dd").Select(d => d.Value)).ShouldBeEmpty();
        new[] { "SOP", "AOP", "Vanilla", "Gold", "Probe", "KL", "Nat", "SFT" }.Except(list.Descendants("dt").Select(d => d.Value)).ShouldBeEmpty();
    }
}
