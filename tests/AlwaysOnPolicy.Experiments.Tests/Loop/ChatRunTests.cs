using System.Text.Json;
using System.Text.Json.Nodes;
using AlwaysOnPolicy.Chat.Ledger;
using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Experiments.Loop;
using AlwaysOnPolicy.Experiments.Loop.Pricing;
using AlwaysOnPolicy.Experiments.Loop.Settings;
using AlwaysOnPolicy.Experiments.Sources;
using AlwaysOnPolicy.Miniature;
using AlwaysOnPolicy.Tests;

namespace AlwaysOnPolicy.Experiments.Tests.Loop;

/// <summary>The paper's own set-up in small: on the user's files, language models behind HTTP write all prompts and judge the answers.</summary>
public sealed class ChatRunTests(ITestOutputHelper output) : IDisposable
{
    private static readonly string[] s_domains = ["askbaking", "askphysics", "legaladvice"];
    private readonly string _folder = Directory.CreateTempSubdirectory("aop-chat-run-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Language_models_write_the_prompts_of_all_arms_and_judge_and_nothing_is_asked_twice()
    {
        var encoder = Goldens.RequireSharedData("all-minilm-l6-v2");
        using var server = new ChatServer();
        var settings = SettingsFile.Load<ExperimentSettings>(WriteExperiment(encoder, server.Endpoint));
        var run = Path.Combine(_folder, "run");

        (await ExperimentRun.RunAsync(settings, run, null, null, CancellationToken.None)).ShouldNotBeNull();

        // Vanilla: the domains are the user's, each asked for keywords once and for questions of each keyword.
        foreach (var domain in s_domains)
        {
            server.Prompts.Count(p => p.StartsWith("List 2 keywords", StringComparison.Ordinal)
                && p.Contains($"r/{domain}.", StringComparison.Ordinal)).ShouldBe(1);
            server.Prompts.Count(p => p.StartsWith("Write 4 questions", StringComparison.Ordinal)
                && p.Contains($"r/{domain} ", StringComparison.Ordinal)).ShouldBe(2);
        }
        server.Prompts.Count(p => p.StartsWith("List", StringComparison.Ordinal)).ShouldBe(s_domains.Length);

        // SOP and AOP: two author calls an iteration, the first iteration shared; only quadruples are shown.
        var author = server.Prompts.Where(p => p.StartsWith("You are a writing expert", StringComparison.Ordinal)).ToArray();
        author.Length.ShouldBe(3 * 2);
        author.ShouldAllBe(p => s_domains.All(d => p.Contains($"=== Domain: {d} ===", StringComparison.Ordinal))
            && p.Contains("Score: ", StringComparison.Ordinal));

        // The judge: every test answer of each comparison in both orders, none failed. SOP and AOP meet vanilla with the same policy in the first iteration.
        var report = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(run, "report", "report.json")))!;
        JsonNode[] comparisons = [.. report["comparisons"]!.AsArray()!, .. report["further"]!.AsArray()!];
        comparisons.Length.ShouldBe(5);
        comparisons.ShouldAllBe(c => c["prompts"]!.GetValue<int>() == 6 && c["failed"]!.GetValue<int>() == 0);
        // Two comparisons of the same question with the same answers are one request; answers that are alike read the same in both orders.
        var judged = server.Prompts.Where(p => p.StartsWith("Imagine you are an evaluator", StringComparison.Ordinal)).ToArray();
        judged.Length.ShouldBeInRange((2 * 4 * 6) / 2, 2 * 4 * 6);
        judged.GroupBy(p => p).ShouldAllBe(g => g.Count() <= 2);

        // The reward model judges the same answers beside it; each has its rows, and the two their agreement.
        var judges = report["judges"]!.AsArray();
        judges.Select(j => j!["name"]!.GetValue<string>()).ShouldBe(["judge", "reward"]);
        judges.ShouldAllBe(j => j!["comparisons"]!.AsArray().Count == 5 && j["cards"]!.AsArray().Count > 0);
        judges[0]!["cards"]![0]!["counts"]!["records"]!.GetValue<int>().ShouldBe(5 * 6);
        judges[0]!["cards"]![0]!["position"]!["readings"]!.GetValue<int>().ShouldBe(2 * 5 * 6);
        judges[1]!["cards"]![0]!["position"].ShouldBeNull();
        report["judge_agreements"]![0]!["agreement"]!["comparisons"]!.GetValue<int>().ShouldBe(5 * 6);
        (await File.ReadAllTextAsync(Path.Combine(run, "report", "report.md"))).ShouldContain("### Agreement of judges");

        var asked = server.Prompts.Count;
        await ExperimentRun.RunAsync(settings, run, null, null, CancellationToken.None);
        server.Prompts.Count.ShouldBe(asked);

        // The ledger has every call with what it used, and a stage that is lost is made again from it, alike to the byte.
        var ledger = LedgerReport.Read(Path.Combine(run, CallLedger.FileName));
        (ledger.Total.Answered, ledger.Total.InputTokens, ledger.Total.OutputTokens).ShouldBe((asked, server.Used.Input, server.Used.Output));
        ledger.Stages.Select(s => s.Name).ShouldBe(["author", "vanilla-questions", "judge"], ignoreOrder: true);
        var before = OutputsOf(run);
        before.Count.ShouldBe(3 + 1 + (2 * 4), "each of the two judges has four");
        foreach (var stage in before.Keys) Directory.Delete(stage, recursive: true);
        await ExperimentRun.RunAsync(settings, run, null, null, CancellationToken.None);
        OutputsOf(run).ShouldBe(before);
        server.Prompts.Count.ShouldBe(asked);

        // A look before the run knows questions and people's answers alone, and says within a fifth what it takes; which of a judge's requests turn out to
        // be one it cannot know.
        var fresh = new RunFolder(Path.Combine(_folder, "fresh"));
        foreach (var row in await RunForecast.OfAsync(settings, ExperimentPlan.Build(settings), fresh, CancellationToken.None))
        {
            var (paid, said) = (ledger.Stages.Single(s => s.Name == row.Stage), row.Expected);
            output.WriteLine($"{row.Stage}: {said.Calls} calls, {said.InputTokens} in, {said.OutputTokens} out; paid {paid}");
            var shared = row.Stage == "judge" ? (double)paid.Calls / said.Calls : 1;
            said.Calls.ShouldBe(row.Stage == "judge" ? 2 * 4 * 6 : paid.Calls);
            (said.InputTokens * shared).ShouldBe(paid.InputTokens, 0.2 * paid.InputTokens);
            (said.OutputTokens * shared).ShouldBe(paid.OutputTokens, 0.2 * paid.OutputTokens);
            ((double)said.Money!.Value * shared).ShouldBe((double)paid.Money!.Value, 0.2 * (double)paid.Money.Value);
        }
        (await RunForecast.OfAsync(settings, ExperimentPlan.Build(settings), new RunFolder(run), CancellationToken.None)).ShouldBeEmpty("all is there");
    }

    private static Dictionary<string, string> OutputsOf(string run) => Directory.GetDirectories(Path.Combine(run, "stages"))
        .Where(s => s.Contains("/author-", StringComparison.Ordinal) || s.Contains("/judge-", StringComparison.Ordinal)
            || s.Contains("/vanilla-questions-", StringComparison.Ordinal))
        .ToDictionary(s => s, s => File.ReadAllText(Path.Combine(s, "output.json")));

    /// <summary>The miniature's questions and answers of three domains, as a user's files.</summary>
    private string WriteExperiment(string encoder, string endpoint)
    {
        MiniatureModel.Write(Path.Combine(_folder, "base"), 1);
        var data = new MiniatureSource(new MiniatureOptions
        {
            DemonstrationsPerDomain = 4,
            ValidationPerDomain = 1,
            ProbePerDomain = 4,
            TestPerDomain = 2
        }).PrepareData(1);
        Lines("demonstrations", data.Demonstrations.Select(d => new { question = d.Question, answer = d.Answer }));
        Lines("probe", data.Probe.Where(q => s_domains.Contains(q.Domain)).Select(q => new { id = q.Id, domain = q.Domain, question = q.Text }));
        Lines("pairs", data.Test.Select((q, i) => new
        {
            question = q.Text,
            chosen = data.Demonstrations[i].Answer,
            rejected = data.Demonstrations[i + 1].Answer
        }));
        File.WriteAllText(Path.Combine(_folder, "prices.json"), """
            { "as_of": "2026-11-01", "currency": "USD", "models": [
              { "provider": "compatible", "model": "writer", "input": 2, "output": 10, "source": "a test" },
              { "provider": "compatible", "model": "judge", "input": 0.5, "output": 3, "source": "a test" }] }
            """);
        var file = Path.Combine(_folder, "experiment.yaml");
        File.WriteAllText(file, $$"""
            name: Chat
            world: files
            chat: { prices: prices.json }
            files:
              base_model: base
              encoder: {{encoder}}
              demonstrations: { data: { path: demonstrations.jsonl }, validation: 8 }
              probe: { data: { path: probe.jsonl }, min_posts_per_domain: 2 }
              preferences: { data: { path: pairs.jsonl }, held_out_pairs: 6, test_prompts: 6 }
            compute: { threads: 1, parallel_stages: 2, batch_size: 64 }
            prompt_format: { template: "{question} <sep>", max_prompt_tokens: 23 }
            sampling: { temperature: 0.9, max_new_tokens: 20 }
            sft: { keep: last, training: { learning_rate: 5.0e-3, batch_size: 16, epochs: 1 } }
            reward: { training: { learning_rate: 2.0e-3, batch_size: 4, epochs: 1 } }
            ppo: { learning_rate: 8.0e-5, batch_size: 8, mini_batch_size: 4, ppo_epochs: 1 }
            loop: { iterations: 2, author_calls: 2, prompts_per_call: 4, quadruples_per_domain: 2, passes_per_prompt: 1 }
            author: { kind: chat, chat: { provider: compatible, model: writer, endpoint: "{{endpoint}}" } }
            vanilla: { kind: chat, keywords_per_domain: 2, questions_per_keyword: 4, clusters: 3, components: 4, chat: { provider: compatible, model: writer, endpoint: "{{endpoint}}" } }
            evaluation: { samples: 1, judged_samples: 1, judge: { kind: chat, chat: { provider: compatible, model: judge, endpoint: "{{endpoint}}" } }, further_judges: [{ kind: reward }] }
            """);
        return file;
    }

    private void Lines<T>(string name, IEnumerable<T> rows) =>
        File.WriteAllLines(Path.Combine(_folder, $"{name}.jsonl"), rows.Select(r => JsonSerializer.Serialize(r)));
}
