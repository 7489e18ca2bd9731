using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using AlwaysOnPolicy.Evaluation.Agreement;
using AlwaysOnPolicy.Evaluation.Judging;
using AlwaysOnPolicy.Evaluation.Statistics;
using AlwaysOnPolicy.Reports.Plots;
using AlwaysOnPolicy.Reports.Records;
using SkiaSharp;

namespace AlwaysOnPolicy.Reports.Tests;

public sealed partial class HtmlReportTests
{
    private const string Hostile = "<script>alert('x')</script>\"&\u0001]]> --> \ud800 <b onclick=\"y\">";

    public static TheoryData<string> Cases => [.. Variants.Keys];

    private static Dictionary<string, ReportData> Variants { get; } = new()
    {
        ["full"] = SampleReport.Full,
        ["empty"] = SampleReport.Empty,
        ["people were asked"] = SampleReport.Full with
        {
            Human =
            [
                HumanComparison.Of("aop", "sop", 2, [new("q1", "law", 0, Preference.A, Hostile), new("q1", "law", 0, Preference.Tie, "r2"),
                    new("q2", Hostile, 0, Preference.B, "r2")], [new("r2", 1, 2, 0, 0)], [new("q2", Hostile, 0, Preference.B, Hostile)], seed: 1, draws: 20),
                HumanComparison.Of("a file", "another", null, [new("q1", null, 0, Preference.Failed, "r1")], [], [], seed: 1, draws: 20),
            ],
        },
        ["one arm"] = SampleReport.Full with
        {
            Comparisons = [],
            Weakest = [],
            Further = [],
            Arms = [.. SampleReport.Full.Arms.Where(a => a.Arm is "sft" or "aop")],
            Training = [.. SampleReport.Full.Training.Where(t => t.Arm == "aop")],
        },
        ["no gold"] = SampleReport.Full with
        {
            Arms = [.. SampleReport.Full.Arms.Select(a => a with { Gold = null, GoldInterval = null, GoldWeakest = null, GoldWeakestInterval = null })],
            Weakest = [],
            WeakDomains = [],
            Samples = [new(null, "why ?", [new("sft", "ask .", null), new("aop", "act .", null)])],
        },
        ["every verdict failed"] = SampleReport.Full with { Comparisons = [SampleReport.Row("aop", "sop", 2, 0, 0, 0, 40)], Weakest = [], Further = [] },
        ["one question"] = SampleReport.Full with { Arms = [new("sft", 0, 0.5, null, 0.1, null), new("aop", 1, 0.5, null, 0.1, null)] },
        ["not a number"] = SampleReport.Full with
        {
            Training = [SampleReport.Step("aop", 1, 1, double.NaN),
            SampleReport.Step("aop", 1, 2, double.PositiveInfinity)]
        },
        ["no number"] = SampleReport.Full with { Training = [SampleReport.Step("aop", 1, 1, double.NaN)] },
        ["huge ratio"] = SampleReport.Full with { Training = [SampleReport.Step("aop", 1, 1, 1), SampleReport.Step("aop", 1, 2, 1e7)] },
        ["hostile"] = SampleReport.Full with
        {
            Title = Hostile,
            Facts = [new(Hostile, Hostile)],
            Monitors = [new(Hostile, Hostile)],
            Notes = [Hostile],
            Settings = Hostile,
            SampleNote = Hostile,
            WeakDomains = [Hostile],
            DomainRewards = [new("sft", 0, Hostile, 1), new(Hostile, 1, Hostile, 2)],
            Samples = [new(Hostile, Hostile, [new("sft", Hostile, null), new(Hostile, Hostile, 1)])],
            Answers = [new(Hostile, Hostile, [new("sft", Hostile, null), new(Hostile, Hostile, 1) { Reward = 1 }],
                [new(Hostile, "sft", Preference.A)])],
            Ranking = [new([Hostile, "aop"], 1, 1000, new(900, 1100))],
            Stages = [new(Hostile, Hostile, 1, 1)],
        },
        ["ppo alone"] = SampleReport.Alone,
        ["ppo alone, one prompt and warnings"] = SampleReport.Alone with
        {
            Outcome = new()
            {
                Steps = 3,
                LastKl = double.NaN,
                Reward = new(1, MeanEstimate.Of([1]), MeanEstimate.Of([2]), MeanEstimate.Of([1])),
                Warnings = [Hostile, "PPO step 3: Skipped: 2."],
            },
        },
        ["goes on"] = SampleReport.Full with { Part = new(12, 40) },
        ["turned"] = SampleReport.Full with
        {
            Comparisons = [SampleReport.Row("aop", "sop", 2, 30, 10, 58, 2) with { Ties = 38, Inconsistent = 20,
                Consistent = SampleReport.Shares(30, 10, 38) }],
        },
        ["study"] = SampleReport.Full with
        {
            Training = [],
            Study = new([1, 2], [new("aop", 1, 0.6, 0.01, null)], [new("aop", "sop", 2, 0.01, 0.002, 2, 0, 0.5) { BySeed = [0.01, 0.012] }]),
            Links = [new("seed 1", "../seed-1/report/index.html")],
        },
    };

    [Theory, MemberData(nameof(Cases))]
    public void The_page_is_well_formed_fetches_nothing_and_runs_nothing_but_its_search(string name)
    {
        var html = SampleReport.Html(Variants[name]);
        var page = Parse(html);
        var policy = (string?)page.Element("head")!.Elements("meta").Single(m => (string?)m.Attribute("http-equiv") == "Content-Security-Policy")
            .Attribute("content");
        policy!.ShouldStartWith("default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; base-uri 'none'; form-action 'none'");
        policy.ShouldNotContain("connect-src");
        string[] hashes = [.. page.Descendants("script")
            .Select(s => $"script-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(s.Value)))}'")];
        hashes.Length.ShouldBe(Variants[name].Answers.Count > 0 ? 1 : 0, "the search, and nothing where there is nothing to search");
        hashes.ShouldAllBe(h => policy.EndsWith(h, StringComparison.Ordinal));
        if (hashes.Length == 0) policy.ShouldNotContain("script-src");
        page.Descendants().Attributes().Where(a => a.Name.LocalName.StartsWith("on", StringComparison.Ordinal)).ShouldBeEmpty();
        page.Descendants().Attributes("src").ShouldBeEmpty();
        page.Descendants("link").ShouldBeEmpty();
        page.Descendants().Attributes("href").ShouldAllBe(a => a.Value.StartsWith('#') || a.Value.StartsWith("../", StringComparison.Ordinal)
            || a.Value.StartsWith("plots/", StringComparison.Ordinal));
        page.Descendants("style").ShouldAllBe(s => !s.Value.Contains("url(", StringComparison.Ordinal)
            && !s.Value.Contains("@import", StringComparison.Ordinal));
    }

    [Fact]
    public void The_prompts_of_an_iteration_come_with_what_the_author_saw_and_what_became_of_it()
    {
        var section = Parse(SampleReport.Html(SampleReport.Full)).Descendants("section").Single(s => (string?)s.Attribute("id") == "prompts");
        section.Descendants("summary").Select(s => s.Value).ShouldBe(["Iteration 1: 40 prompts, most of them for law (30) and (none) (10)",
            "Iteration 1: 40 prompts, most of them for law (40)"]);
        section.Descendants("td").ShouldContain(c => c.Value == "Who pays <here>? no idea −1.50 → the tenant 0.75");
        section.Descendants("td").ShouldContain(c => c.Value == "−0.500 → 0.250");
        section.Descendants("table").Last().Descendants("th").ShouldNotContain(h => h.Value.Contains("saw"), "vanilla's looks at nothing");
    }

    [Theory, MemberData(nameof(Cases))]
    public void Headings_descend_one_level_at_a_time_ids_are_unique_and_links_lead_somewhere(string name)
    {
        var page = Parse(SampleReport.Html(Variants[name]));
        int[] levels = [.. page.Descendants().Where(e => HeadingName().IsMatch(e.Name.LocalName)).Select(e => e.Name.LocalName[1] - '0')];
        levels[0].ShouldBe(1);
        levels.Count(l => l == 1).ShouldBe(1);
        levels.Zip(levels.Skip(1)).ShouldAllBe(p => p.Second <= p.First + 1);
        string[] ids = [.. page.Descendants().Attributes("id").Select(a => a.Value)];
        ids.ShouldBeUnique();
        page.Descendants().Attributes("href").Select(a => a.Value).Where(v => v.StartsWith('#')).ShouldAllBe(v => ids.Contains(v.Substring(1)));
        page.Descendants().Attributes("aria-labelledby").SelectMany(a => a.Value.Split(' ')).ShouldAllBe(id => ids.Contains(id));
    }

    [Theory, MemberData(nameof(Cases))]
    public void Tables_say_what_their_headers_head_and_drawings_have_titles(string name)
    {
        var page = Parse(SampleReport.Html(Variants[name]));
        page.Descendants("th").ShouldAllBe(th => th.Attribute("scope") != null);
        page.Descendants("svg").ShouldAllBe(svg => svg.Element("title") != null && svg.Element("desc") != null && svg.Attribute("role")!.Value == "img");
        foreach (var table in page.Descendants("table"))
        {
            static int Width(XElement row) => row.Elements().Sum(c => int.Parse(c.Attribute("colspan")?.Value ?? "1", CultureInfo.InvariantCulture));
            var width = Width(table.Element("thead")!.Elements("tr").First());
            table.Elements("tbody").Elements("tr").Select(Width).ShouldAllBe(w => w == width);
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public void Drawings_have_finite_coordinates_and_stand_alone(string name)
    {
        foreach (var plot in new ReportPlots(Variants[name]).All())
        {
            var svg = plot.Standalone();
            svg.ShouldNotContain("NaN");
            svg.ShouldNotContain("∞");
            var root = XDocument.Parse(svg).Root!;
            root.Name.ShouldBe(XName.Get("svg", "http://www.w3.org/2000/svg"));
            foreach (var polyline in root.Descendants().Where(e => e.Name.LocalName == "polyline"))
                foreach (var point in polyline.Attribute("points")!.Value.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries))
                    double.Parse(point, CultureInfo.InvariantCulture).ShouldBeInRange(0, Math.Max(plot.Width, plot.Height));
            using var png = SKBitmap.Decode(PlotImage.Png(plot));
            (png.Width, png.Height).ShouldBe((2 * plot.Width, 2 * plot.Height));
        }
    }

    [Fact]
    public void Hostile_text_is_shown_as_text()
    {
        var page = Parse(SampleReport.Html(Variants["hostile"]));
        page.Descendants("h1").Single().Value.ShouldBe("<script>alert('x')</script>\"&␁]]> --> \uFFFD <b onclick=\"y\">");
        page.Descendants("b").ShouldBeEmpty();
    }

    [Fact]
    public void What_a_model_wrote_is_seen_and_turns_nothing_around_it()
    {
        const string Answer = "a\u001b[31mb\0c</script>\u202Ed\u2066e\u0086\u007f\u200Ff";
        const string Shown = "a␛[31mb␀c</script>\uFFFDd\uFFFDe\uFFFD␡\u200Ff";
        var data = SampleReport.Full with
        {
            Samples = [new(null, Answer, [new("sft", Answer, null), new("aop", "b", null)])],
            Answers = [new(Answer, Answer, [new("sft", Answer, null), new("aop", "b", null)], [])],
            Prompts = [new("aop", 1, Answer, 1, null, null, Answer, new(Answer, Answer, 0, Answer, 1))],
        };
        var html = SampleReport.Html(data);
        Parse(html).Descendants("article").First().Descendants("p").First().Value.ShouldBe(Shown);
        var searched = Parse(html).Descendants("article").Last();
        ((string?)searched.Attribute("data-domain")).ShouldBe(Shown);
        searched.Descendants("p").First().Value.ShouldBe(Shown);
        Parse(html).Descendants("option").ShouldContain(o => o.Value == Shown);
        Parse(html).Descendants("bdi").Select(b => b.Value).ShouldBe([Shown, Shown, Shown, Shown]);
        html.Split("</script>").Length.ShouldBe(2, "the page's own");
        var markdown = SampleReport.Markdown(data);
        markdown.ShouldContain("| a␛\\[31mb␀c&lt;/script&gt;\uFFFDd\uFFFDe\uFFFD␡\u200Ff |");
        Parse(html).Descendants("script").Single().Value.ShouldBe(Pages.PageScript.Search.Code);
        (html + markdown).Where(c => char.IsControl(c) && c != '\n').ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(Cases))]
    public void Nothing_but_the_title_stands_before_the_verdict(string name)
    {
        var data = Variants[name];
        var main = Parse(SampleReport.Html(data)).Descendants("main").Single().Elements().Take(3)
            .Select(e => $"{e.Name.LocalName} {(string?)e.Attribute("class")}");
        if (data.Arms.Count == 0 && data.Outcome is null) main.ShouldNotContain("p verdict");
        else main.ShouldBe(["h1 ", "p verdict", "p verdict"]);
    }

    [Theory, MemberData(nameof(Cases))]
    public void No_two_boxes_have_one_heading(string name) => Text.Headline.Of(Variants[name]).Select(h => h.About).ShouldBeUnique();

    [Theory, MemberData(nameof(Cases))]
    public void Drawings_over_steps_or_iterations_have_ticks_along_them(string name)
    {
        var plots = new ReportPlots(Variants[name]);
        foreach (var plot in plots.Training.Concat(plots.MoreTraining).Concat(plots.Measures).Concat(plots.Costs))
        {
            var along = XDocument.Parse(plot.Standalone()).Descendants().Where(e => e.Name.LocalName == "text" && (string?)e.Attribute("class") == "m")
                .GroupBy(e => (string?)e.Attribute("y")).Select(g => g.Count());
            along.ShouldContain(count => count > 1, plot.Name);
        }
    }

    [Fact]
    public void One_arm_alone_is_said_to_be_compared_with_nothing()
    {
        SampleReport.Html(Variants["one arm"]).ShouldContain("Nothing was compared");
        SampleReport.Html(SampleReport.Full).ShouldNotContain("Nothing was compared");
    }

    [Fact]
    public void Failed_verdicts_have_a_column_where_there_are_any()
    {
        SampleReport.Html(SampleReport.Full).ShouldContain("no verdict");
        SampleReport.Html(SampleReport.Full with
        {
            Comparisons = [SampleReport.Row("aop", "sop", 2, 1, 2, 3, 0)],
            Weakest = [],
            Further = [],
            Judges = [],
        }).ShouldNotContain("no verdict");
    }

    [Fact]
    public void Without_gold_no_word_is_said_about_it() => SampleReport.Html(Variants["no gold"]).ShouldNotContain("gold", Case.Insensitive);

    [Fact]
    public void The_heat_map_has_the_sft_column_first_then_arm_by_arm_and_the_worst_domain_on_top()
    {
        var table = Parse(SampleReport.Html(SampleReport.Full)).Descendants("table").Single(t => t.Attribute("class")?.Value == "heat");
        table.Element("thead")!.Elements("tr").First().Elements("th").Skip(1).Select(t => t.Value).ShouldBe(["SFT", "vanilla", "SOP", "AOP"]);
        table.Element("thead")!.Elements("tr").Last().Elements("th").Select(t => t.Value).ShouldBe(["0", "1", "1", "1", "2"]);
        table.Element("tbody")!.Elements("tr").Select(r => r.Element("th")!.Value).ShouldBe(["askvet weak", "askhr"]);
    }

    [Fact]
    public void Legends_list_the_arms_in_one_order()
    {
        foreach (var plot in new ReportPlots(SampleReport.Full).Measures)
            XDocument.Parse(plot.Standalone()).Descendants().Where(e => e.Attribute("class")?.Value.StartsWith("arm ", StringComparison.Ordinal) == true)
                .Select(e => e.Value).ShouldBe(["SFT", "vanilla", "SOP", "AOP"]);
    }

    [Fact]
    public void Skipped_mini_batches_are_counted_by_arm_and_iteration() =>
        Parse(SampleReport.Html(SampleReport.Full)).Descendants("tr").Select(r => string.Join('|', r.Elements().Select(c => c.Value)))
            .ShouldContain("AOP|0 of 40|1 of 40");

    [Fact]
    public void The_page_is_the_same_in_a_culture_that_writes_commas()
    {
        var expected = SampleReport.Html(SampleReport.Full);
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
            SampleReport.Html(SampleReport.Full).ShouldBe(expected);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private static XElement Parse(string html)
    {
        using var reader = XmlReader.Create(new StringReader(html), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
        return XDocument.Load(reader).Root!;
    }

    [GeneratedRegex("^h[1-6]$")]
    private static partial Regex HeadingName();
}
