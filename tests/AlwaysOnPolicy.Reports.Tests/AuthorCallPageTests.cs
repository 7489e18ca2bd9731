using System.Xml.Linq;
using AlwaysOnPolicy.Reports.Pages;
using AlwaysOnPolicy.Reports.Records;

namespace AlwaysOnPolicy.Reports.Tests;

public sealed class AuthorCallPageTests
{
    private const string Hostile = "<script>alert('x')</script>\"& \ud800 ]]>";

    private static AuthorCallData Call(bool gated = false) => new("aop", 2, 3, 40, "AOP after iteration 1",
        [new("law", "Who pays?", "nobody", -1.5), new("law", "Who sues?", "I", 0.5), new("cooking", Hostile, Hostile, 1)],
        [new("law", Hostile, "pool.jsonl:7", true), new("", "What now?", null, false)], gated, [Hostile]);

    private static XElement Page(AuthorCallData call) => XElement.Parse(AuthorCallPage.Render(call)["<!DOCTYPE html>\n".Length..]);

    [Fact]
    public void The_page_has_each_domain_with_its_answers_and_what_was_written()
    {
        var page = Page(Call());
        page.Descendants("h1").Single().Value.ShouldBe("AOP, iteration 2, call 3 of 40");
        page.Descendants("h3").Select(h => h.Value).ShouldBe(["law mean reward −0.500", "cooking mean reward 1.000"]);
        page.Descendants("tr").First(r => r.Elements("td").Any()).Elements("td").Select(c => c.Value).ShouldBe(["Who pays?", "nobody", "−1.500"]);
        page.Descendants("tr").Last().Elements().Select(c => c.Value).ShouldBe(["(none)", "What now?", ""]);
        Page(Call(gated: true)).Descendants("tr").Last().Elements().Last().Value.ShouldBe("left out");
    }

    [Fact]
    public void What_models_and_users_wrote_stays_text()
    {
        var page = Page(Call());
        page.Descendants("script").ShouldBeEmpty();
        page.Descendants("td").ShouldContain(c => c.Value.StartsWith("<script>alert('x')</script>\"&", StringComparison.Ordinal));
        page.Descendants("th").ShouldAllBe(th => th.Attribute("scope") != null);
    }
}
