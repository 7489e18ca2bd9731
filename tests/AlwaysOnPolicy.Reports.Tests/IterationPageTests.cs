using System.Xml.Linq;
using AlwaysOnPolicy.Reports.Pages;
using AlwaysOnPolicy.Reports.Records;

namespace AlwaysOnPolicy.Reports.Tests;

public sealed class IterationPageTests
{
    private const string Hostile = "<script>alert('x')</script>\"& \ud800 ]]>";

    private static readonly PromptRow[] s_prompts =
    [
        new("aop", 2, "000-000", "law", 1, "shortfall", "Who pays?", true, new(2, 0.25, 0.5, -0.125)),
        new("aop", 2, "001-000", "", 2, "shortfall", Hostile, false, null),
    ];

    private static readonly ProbeRow[] s_probe =
    [
        new("law", "Who sues?", new("nobody", -1.5), null, new("everybody", 1), [1, 2]), new("art", Hostile, new(Hostile, 0), null, null, [2]),
    ];

    private static readonly PromptTrail s_trail = new(s_prompts[0], "chat", "pool.jsonl:7", 40, "SFT",
        [new("law", 0.75, -1, Shortfall: 2), new("art", null, 0)],
        s_probe, new(true, 0.5, [0.25, 0.75], [Hostile]), [new(1, 3, 0.5, -0.25) { Answer = Hostile, Kl = 0.1, Tokens = 5, RewardUsed = 1 }],
        [new("aop", 2, "call", "1", new(10, 0.5, null, null))], [Hostile]);

    private static readonly IterationPrompts s_data = new("aop", 2, "AOP after iteration 1", 2, [new("law", 0.75, -1.5)], s_prompts, s_probe,
        [new("aop", 2, "domain", "law", new(2, 0.25, 0.5, -0.125)), new("aop", 2, "call", "1", new(2, 0.25, 0.5, -0.125))], [Hostile])
    {
        ProbeRewards = [new("aop", 1, "law", -0.5), new("aop", 2, "law", 0.25), new("aop", 2, "art", 1)],
    };

    private static XElement Parse(string page) => XElement.Parse(page["<!DOCTYPE html>\n".Length..]);

    private static string[] Cells(XElement row) => [.. row.Elements().Select(c => c.Value)];

    [Fact]
    public void Prompts_stand_with_their_call_and_what_they_earned_and_questions_with_the_answers_round_the_iteration()
    {
        var page = Parse(IterationPage.Render(s_data));
        page.Descendants("h1").Single().Value.ShouldBe("AOP, iteration 2: the prompts and why");
        XElement[] Rows(string section) =>
            [.. page.Descendants("section").Single(s => (string?)s.Attribute("id") == section).Descendants("tbody").Single().Elements("tr")];
        Cells(Rows("written")[0]).ShouldBe(["000-000", "Who pays?", "law", "1", "kept", "0.250", "0.500", "−0.125"]);
        Cells(Rows("written")[1])[^4..].ShouldBe(["left out", "", "", ""]);
        Cells(Rows("seen")[0]).ShouldBe(["law", "Who sues?", "nobody−1.500", "everybody1.000", "2"]);
        Cells(Rows("domains")[0]).ShouldBe(["law", "1", "75.0 %", "−0.500 → 0.250", "0.250", "0.500", "−0.125"],
            "means of the domain, not of the lowest answers that the author saw");
        Cells(Rows("calls").Single()).ShouldBe(["1", "2", "0.250", "0.500", "−0.125"]);
        Rows("calls").Single().Descendants("a").Single().Attribute("href")!.Value.ShouldBe("#call-1");
    }

    [Fact]
    public void Each_row_says_whose_it_is_for_the_script_that_chooses_and_without_it_nothing_is_hidden_but_the_form()
    {
        var page = Parse(IterationPage.Render(s_data));
        page.Descendants("tr").Where(r => r.Attribute("data-calls") is not null).Select(r => r.Attribute("data-calls")!.Value).ShouldBe(["1", "2", "1 2", "2"]);
        page.Descendants().Where(e => e.Attribute("hidden") is not null).Select(e => e.Name.LocalName).ShouldBe(["form", "button", "button"]);
        page.Descendants("select").First().Elements("option").Select(o => o.Value).ShouldBe(["any", "1", "2"]);
        page.Descendants("script").ShouldHaveSingleItem();
        page.Descendants("meta").ShouldContain(m => ((string?)m.Attribute("content") ?? "").Contains("script-src 'sha256-", StringComparison.Ordinal));
    }

    [Fact]
    public void Of_vanilla_it_shows_the_policies_round_the_iteration()
    {
        var page = Parse(IterationPage.Render(s_data with
        {
            Policy = null,
            Calls = 0,
            Weights = [],
            Earned = [],
            Prompts = [s_prompts[0] with { Call = null, Rule = null, Earned = null }],
            Probe = [new("law", "Who sues?", null, new("nobody", -1.5), new("I", 2), [])],
        }));
        page.Descendants("th").Where(h => (string?)h.Attribute("scope") == "col").Select(h => h.Value)
            .ShouldBe(["prompt", "text", "domain", "domain", "question", "before", "after", "domain", "prompts", "probe reward before → after"]);
        page.Descendants("h2").ShouldContain(h => h.Value == "Probe questions before and after");
    }

    [Fact]
    public void The_page_of_a_prompt_follows_it_from_its_call_to_its_rollouts()
    {
        var page = Parse(PromptTrailPage.Render(s_trail));
        page.Descendants("h1").Single().Value.ShouldBe("Prompt aop/2/000-000");
        page.Descendants("h2").Select(h => h.Value).Take(4)
            .ShouldBe(["What it earned", "At the gate", "What the author was to make of the domains", "What the call saw"]);
        page.Value.ShouldContain("It comes from call 1 of 40, by the rule 'shortfall', which saw 2 answers of SFT.");
        page.Value.ShouldContain("Pass 1: reward 0.500 (as used +1.000), advantage −0.250, KL +0.100, 5 tokens, in the batch of step 3");
        page.Value.ShouldContain("call 1: mean reward 0.500, 10 rollouts");
        page.Value.ShouldContain("mean reward −1.000; falls short by 2.000");
    }

    [Fact]
    public void What_models_and_users_wrote_stays_text()
    {
        Parse(PromptTrailPage.Render(s_trail)).Descendants("script").ShouldBeEmpty();
        foreach (var page in (XElement[])[Parse(IterationPage.Render(s_data)), Parse(PromptTrailPage.Render(s_trail))])
        {
            page.Value.ShouldContain("<script>alert('x')</script>\"&");
            page.Descendants("th").ShouldAllBe(th => th.Attribute("scope") != null);
        }
    }
}
