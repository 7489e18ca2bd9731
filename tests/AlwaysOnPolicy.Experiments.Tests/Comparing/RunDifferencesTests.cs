using System.Xml;
using System.Xml.Linq;
using AlwaysOnPolicy.Experiments.Comparing;
using AlwaysOnPolicy.Reports.Records;
using AlwaysOnPolicy.Reports.Tests;

namespace AlwaysOnPolicy.Experiments.Tests.Comparing;

public sealed class RunDifferencesTests
{
    private const string Hostile = "<script>alert(1)</script>|\u0001";

    private static ReportData Run(string rewardKey, params double[] scores) => SampleReport.Empty with
    {
        RewardKey = rewardKey,
        Arms = [new("sft", 0, null, null, 0, null), new("aop", 2, null, null, scores.Average(), null) { Tokens = 1000, Steps = 20, ProcessorSeconds = 3 }],
        QuestionScores = [new("aop", 2, "probe_reward", scores.Index().ToDictionary(s => QuestionScores.KeyOf($"question {s.Index}"), s => s.Item))],
    };

    private static ReportData Seeded(int seed, double gold) => SampleReport.Empty with
    {
        Facts = [new("seed", $"{seed}")],
        Arms = [new("sft", 0, 0.5, null, null, null), new("aop", 1, gold, null, null, null)],
    };

    [Fact]
    public void Two_runs_are_compared_over_the_questions_that_both_were_asked()
    {
        // Differences 1, 2, 3 and 2 of the four shared questions: mean 2, standard error √(2/3)/2 = 0.408, t = 4.899 with 3 degrees of freedom, p = 0.0163.
        var difference = RunDifferences.Of([new("quiet", [Run("r", 0, 0, 0, 1)]), new("loud", [Run("r", 1, 2, 3, 3, 9)])]).Single();
        (difference.A, difference.B, difference.Arm, difference.Iteration, difference.Unit).ShouldBe(("loud", "quiet", "aop", 2, "questions"));
        (difference.Difference.Count, difference.Difference.Mean).ShouldBe((4, 2));
        difference.HolmP.ShouldBe(0.0163, 0.0001);
        difference.Told.ShouldBeTrue();
    }

    [Fact]
    public void All_differences_of_a_comparison_are_corrected_together()
    {
        var three = RunDifferences.Of([new("quiet", [Run("r", 0, 0, 0, 1)]), new("loud", [Run("r", 1, 2, 3, 3)]), new("same", [Run("r", 0, 0.1, 0, 1)])]);
        three.Count.ShouldBe(3);
        three.Single(d => (d.A, d.B) == ("loud", "quiet")).HolmP.ShouldBeGreaterThan(0.03, "at least twice the single p");
        three.Single(d => (d.A, d.B) == ("same", "quiet")).Told.ShouldBeFalse();
    }

    [Fact]
    public void Rewards_of_two_models_are_not_compared_and_the_page_says_so()
    {
        ComparedRuns[] groups = [new("a", [Run("r1", 0, 1)]), new("b", [Run("r2", 5, 6)])];
        RunDifferences.Of(groups).ShouldBeEmpty();
        RunComparison.Sentences(groups).Single().ShouldStartWith("No paired difference can be told");
        RunComparison.Markdown("t", groups, []).ShouldContain("| a | AOP | 20 | 1,000 | 3.0 |");
    }

    [Fact]
    public void Kinds_of_several_runs_are_compared_seed_by_seed()
    {
        // Seeds 1, 2 and 3 are in both; differences 0.1, 0.2, 0.3: mean 0.2, standard error 0.0577, t = 3.464 with 2 degrees of freedom, p = 0.0742.
        var difference = RunDifferences.Of(
        [
            new("a", [Seeded(1, 0.5), Seeded(2, 0.5), Seeded(3, 0.5), Seeded(4, 0.9)]),
            new("b", [Seeded(3, 0.8), Seeded(1, 0.6), Seeded(2, 0.7)]),
        ]).Single();
        (difference.Measure, difference.Unit, difference.Difference.Count).ShouldBe(("gold", "seeds", 3));
        difference.Difference.Mean.ShouldBe(0.2, 1e-12);
        difference.HolmP.ShouldBe(0.0742, 0.0001);
    }

    [Fact]
    public void Settings_that_differ_stand_side_by_side_and_titles_and_speed_do_not()
    {
        ReportData With(string rate, string threads) => Run("r", 0, 1) with
        {
            Settings = $"name: run {rate}\nseed: 1\ncompute:\n  threads: {threads}\nppo:\n  learning_rate: {rate}\n  ppo_epochs: 4\n",
        };
        var text = RunComparison.Markdown("t", [new("slow", [With("1e-5", "1")]), new("fast", [With("1e-4", "2")])], []);
        text.ShouldContain("| ppo.learning\\_rate | 1e-5 | 1e-4 |");
        text.ShouldNotContain("threads");
        text.ShouldNotContain("ppo\\_epochs");
    }

    [Fact]
    public void Names_and_domains_are_shown_as_text()
    {
        var run = Run("r", 0, 1) with
        {
            DomainRewards = [new(Hostile, 1, Hostile, 0.5)],
            Monitors = [new("AOP 1", Hostile)],
            Settings = $"a: '{Hostile[..10]}'"
        };
        using var reader = XmlReader.Create(new StringReader(RunComparison.Html(Hostile, [new(Hostile, [run]), new("b", [run])], [])),
            new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
        var page = XDocument.Load(reader).Root!;
        page.Descendants("script").ShouldBeEmpty();
        page.Descendants("h1").Single().Value.ShouldBe("<script>alert(1)</script>|␁");
        page.Descendants("th").ShouldContain(t => t.Value == "<script>alert(1)</script>|␁");
    }
}
