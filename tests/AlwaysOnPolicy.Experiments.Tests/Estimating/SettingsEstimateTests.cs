using System.Text.RegularExpressions;
using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Experiments.Estimating;
using AlwaysOnPolicy.Experiments.Loop;
using AlwaysOnPolicy.Experiments.Loop.Settings;
using AlwaysOnPolicy.Tests;

namespace AlwaysOnPolicy.Experiments.Tests.Estimating;

/// <summary>samples/paper.yaml by whoever has downloaded nothing yet.</summary>
public sealed class SettingsEstimateTests
{
    // The paper's are 2,000 and 100; less text is read by fewer.
    private const int TestPrompts = 200, Keywords = 3;
    private static readonly Regex s_owners = new("(openai-community|sentence-transformers|OpenAssistant|databricks|stanfordnlp|HuggingFaceH4)/(?=[A-Za-z])");

    /// <summary>With an owner that nobody can have fetched from, whatever lies in the cache here.</summary>
    private static readonly ExperimentSettings s_paper = SettingsFile.Parse<ExperimentSettings>(
        s_owners.Replace(File.ReadAllText(Path.Combine(Goldens.RepositoryRoot, "samples", "paper.yaml")), "nobody-has-this/"),
        "paper.yaml", Goldens.RepositoryRoot,
        [$"files.test.limit={TestPrompts}", $"vanilla.keywords_per_domain={Keywords}", "files.probe.max_posts_per_domain=15"]);

    [Fact]
    public async Task The_papers_calls_follow_from_its_numbers()
    {
        var estimate = await SettingsEstimate.OfAsync(s_paper, CancellationToken.None);
        var calls = estimate.Calls.ToDictionary(c => c.Stage, c => c.Expected);
        estimate.Calls.ShouldAllBe(c => c.Provider == "gemini" && c.Model == "gemini-2.5-flash");

        // SOP: four iterations of 40 calls; AOP: the first is SOP's, three more.
        calls["author"].Calls.ShouldBe((4 + 3) * 40);
        // A call for the keywords of each of 18 domains, one for the questions of each keyword.
        calls["vanilla-questions"].Calls.ShouldBe(18 + (18 * Keywords));
        // One order: AOP and SOP against vanilla in four iterations, against each other from the second on; in the first they are one.
        calls["judge"].Calls.ShouldBe(TestPrompts * (4 + 4 + 3 - 1));

        // A call writes 50 questions; a judge says a letter.
        (calls["author"].OutputTokens / calls["author"].Calls).ShouldBeInRange(50 * 10, 50 * 400);
        (calls["judge"].OutputTokens / calls["judge"].Calls).ShouldBe(1);
        estimate.Calls.ShouldAllBe(c => c.Expected.Money > 0 && c.Low.Money <= c.Expected.Money && c.Expected.Money <= c.High.Money);
        estimate.StandIns.ShouldContain(s => s.StartsWith("files.probe.data: 270 rows in 18 domains"));
        estimate.Plan.Nodes.Count.ShouldBeGreaterThan(60);
    }

    [Fact]
    public void All_that_is_missing_is_said_at_once_with_what_brings_it()
    {
        var errors = ExperimentPreflight.Look(s_paper, Path.GetTempPath()).Errors;
        foreach (var command in (string[])["aop models fetch nobody-has-this/gpt2-medium", "aop models fetch nobody-has-this/all-MiniLM-L6-v2",
            "aop models fetch nobody-has-this/reward-model-deberta-v3-large-v2", "aop data fetch nobody-has-this/databricks-dolly-15k",
            "aop data fetch nobody-has-this/SHP --files '*/validation.json'", "aop data fetch nobody-has-this/SHP --files '*/test.json'",
            "aop data fetch nobody-has-this/h4-anthropic-hh-rlhf-helpful-base-gen"])
            errors.ShouldContain(e => e.Contains(command), command);
        errors.Count.ShouldBe(7);
    }

    [Fact]
    public async Task Keywords_of_ones_own_are_counted_and_told_where_they_are_missing()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "keywords.jsonl");
        var settings = s_paper with { Vanilla = s_paper.Vanilla with { Keywords = file } };
        ExperimentPreflight.Look(settings, Path.GetTempPath()).Errors.ShouldContain(e => e.Contains(file) && e.Contains("vanilla.keywords"));
        (await VanillaCallsAsync(settings)).ShouldBe(18 + (18 * Keywords), "as if none were given");

        File.WriteAllText(file, """{ "domain": "askbaking", "keyword": "yeast" }""");
        ExperimentPreflight.Look(settings, Path.GetTempPath()).Errors.Count.ShouldBe(7);
        (await VanillaCallsAsync(settings)).ShouldBe(17 + (17 * Keywords) + 1);
    }

    private static async Task<long> VanillaCallsAsync(ExperimentSettings settings) =>
        (await SettingsEstimate.OfAsync(settings, CancellationToken.None)).Calls.Single(c => c.Stage == "vanilla-questions").Expected.Calls;
}
