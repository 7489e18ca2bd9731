using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Experiments.Loop;
using AlwaysOnPolicy.Experiments.Loop.Settings;
using AlwaysOnPolicy.Experiments.Sources;
using AlwaysOnPolicy.Miniature;
using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Tests;

namespace AlwaysOnPolicy.Experiments.Tests.Loop;

/// <summary>Every rule and the gate over files of free text, with a pool author and with a language model.</summary>
public sealed partial class FreeTextRulesTests : IDisposable
{
    private static readonly string[] s_domains = ["askbaking", "askphysics", "legaladvice"];
    private readonly string _folder = Directory.CreateTempSubdirectory("aop-rules-").FullName;
    private readonly ExperimentData _data =
        new MiniatureSource(new MiniatureOptions { DemonstrationsPerDomain = 4, ValidationPerDomain = 1, ProbePerDomain = 8, TestPerDomain = 2 })
            .PrepareData(1);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Rules_and_gates_work_on_labelled_questions_with_peoples_answers()
    {
        Lines("probe", Probe.Select((q, i) => new { instruction = q.Text, context = "", response = _data.Demonstrations[i].Answer, category = q.Domain }));
        using var server = new ChatServer();
        var chat = $$"""{ kind: chat, chat: { provider: compatible, model: writer, endpoint: "{{server.Endpoint}}" } }""";
        var (plan, run, _) = await RunAsync("dolly", $$"""
            - { name: gated, prompts: vanilla, gate: { answers: 2 } }
            - { name: full, rule: shortfall, probe: { answers: 2 } }
            - { name: half, rule: shortfall-half, probe: { answers: 2 }, gate: { answers: 2 } }
            - { name: bandit, rule: bandit }
            - { name: told, rule: shortfall, probe: { answers: 2 }, author: {{chat}} }
            - { name: untold, rule: paper, author: {{chat}} }
        """);

        foreach (var arm in new[] { "gated", "full", "half", "bandit", "told", "untold" })
        {
            for (var iteration = 1; iteration <= 2; iteration++)
            {
                var prompts = await TrainedOnAsync(plan, run, arm, iteration);
                prompts.Length.ShouldBe(8, arm);
                prompts.Select(p => QuestionText.Key(p.Text)).Intersect(Probe.Select(q => QuestionText.Key(q.Text))).ShouldBeEmpty(arm);
            }
        }
        string[] requests = [.. server.Prompts.Where(p => p.Contains("Come up with a set of", StringComparison.Ordinal))];
        string[] told = [.. requests.Where(p => p.Contains("What was measured on all answers", StringComparison.Ordinal))];
        requests.Length.ShouldBe(2 * 2 * 2);
        told.Length.ShouldBe(2 * 2, "of two arms one is told the weights");
        foreach (var request in told)
        {
            var asked = Asked().Matches(request);
            asked.Select(m => m.Groups[1].Value).ShouldBe(s_domains, ignoreOrder: true);
            asked.Sum(m => int.Parse(m.Groups[2].Value, CultureInfo.InvariantCulture)).ShouldBe(4);
            asked.Sum(m => double.Parse(m.Groups[3].Value, CultureInfo.InvariantCulture)).ShouldBe(100, 0.3);
            request.ShouldContain("people's best answers score");
        }
    }

    [Fact]
    public async Task Clusters_stand_in_for_the_domains_of_questions_without_a_label()
    {
        Lines("probe", Probe.Select(q => new { question = q.Text }));
        var (plan, run, settings) = await RunAsync("jsonl", "    - { name: bandit, rule: bandit }");
        var first = await TrainedOnAsync(plan, run, "bandit", 1);
        string[] domains = [.. (await run.ReadAsync(plan.Data)).Probe.Select(q => q.Domain!).Distinct()];
        domains.Length.ShouldBeGreaterThan(1);
        domains.ShouldAllBe(d => d.Length > 0);
        first.Select(p => p.Domain).Distinct().Count().ShouldBeGreaterThan(1);
        first.Select(p => p.Domain!).Distinct().ShouldBeSubsetOf(domains);
        var fewer = settings with { Files = settings.Files! with { Probe = settings.Files.Probe with { Clusters = 2 } } };
        ExperimentPlan.Build(fewer).Plan.NodeOf(ExperimentPlan.Build(fewer).Data).Key.ShouldNotBe(plan.Plan.NodeOf(plan.Data).Key);
    }

    private Question[] Probe => [.. _data.Probe.Where(q => s_domains.Contains(q.Domain))];

    private static async Task<Question[]> TrainedOnAsync(ExperimentPlan plan, RunFolder run, string arm, int iteration)
    {
        var (set, skip, take) = plan.Prompts[(arm, iteration)];
        return [.. (await run.ReadAsync(set)).Prompts.Skip(skip).Take(take)];
    }

    private async Task<(ExperimentPlan Plan, RunFolder Run, ExperimentSettings Settings)> RunAsync(string probeFormat, string arms)
    {
        var encoder = Goldens.RequireSharedData("all-minilm-l6-v2");
        var labelled = probeFormat == "dolly";
        string[] free = [.. Enumerable.Range(0, 100).Select(i => $"{_data.Demonstrations[i % 60].Answer} or number {i} ?")];
        Lines("test", _data.Test.Take(5).Select(q => new { question = q.Text }));
        Lines("pairs", free.Take(16).Select(q => new { question = q, chosen = "yes of course", rejected = "no" }));
        Lines("demonstrations", free.Skip(16).Take(20).Select((q, i) => new { question = q, answer = _data.Demonstrations[i].Answer }));
        Lines("pool", free.Skip(36).Select((q, i) => new { question = q, domain = labelled ? s_domains[i % 3] : null }));
        MiniatureModel.Write(Path.Combine(_folder, "base"), 1);
        var file = Path.Combine(_folder, "experiment.yaml");
        await File.WriteAllTextAsync(file, $$"""
            name: Rules
            world: files
            files:
              base_model: base
              encoder: {{encoder}}
              demonstrations: { data: { path: demonstrations.jsonl }, validation: 4 }
              probe: { data: { path: probe.jsonl, format: {{probeFormat}} }, min_posts_per_domain: 2 }
              test: { data: { path: test.jsonl } }
              pool: [ { path: pool.jsonl } ]
              preferences: { data: { path: pairs.jsonl }, held_out_pairs: 4 }
            contamination: { ngram_words: 13, cosine: 0.999 }
            compute: { threads: 1, parallel_stages: 1, batch_size: 64 }
            prompt_format: { template: "{question} <sep>", max_prompt_tokens: 23 }
            sampling: { temperature: 0.9, max_new_tokens: 8 }
            sft: { keep: last, training: { learning_rate: 5.0e-3, batch_size: 16, epochs: 1 } }
            reward: { training: { learning_rate: 2.0e-3, batch_size: 4, epochs: 1 } }
            ppo: { learning_rate: 8.0e-5, batch_size: 8, mini_batch_size: 4, ppo_epochs: 1 }
            author: { kind: pool }
            vanilla: { kind: pool, clusters: 3, components: 4 }
            evaluation: { samples: 1, judged_samples: 1, judge: { kind: reward } }
            loop:
              iterations: 2
              author_calls: 2
              prompts_per_call: 4
              quadruples_per_domain: 2
              passes_per_prompt: 1
              arms:
            {{arms}}
            """);
        var settings = SettingsFile.Load<ExperimentSettings>(file);
        var run = new RunFolder(Path.Combine(_folder, "run"));
        (await ExperimentRun.RunAsync(settings, run.FullPath, null, null, CancellationToken.None)).ShouldNotBeNull();
        return (ExperimentPlan.Build(settings), run, settings);
    }

    private void Lines<T>(string name, IEnumerable<T> rows) =>
        File.WriteAllLines(Path.Combine(_folder, $"{name}.jsonl"), rows.Select(r => JsonSerializer.Serialize(r)));

    [GeneratedRegex(@"^- (\w+): (\d+) questions? \(([\d.]+) % of all new questions", RegexOptions.Multiline)]
    private static partial Regex Asked();
}
