using System.Text.Json;
using System.Text.Json.Nodes;
using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Experiments.Loop;
using AlwaysOnPolicy.Experiments.Loop.Settings;
using AlwaysOnPolicy.Experiments.Sources;
using AlwaysOnPolicy.Miniature;
using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Tests;

namespace AlwaysOnPolicy.Experiments.Tests.Loop;

/// <summary>A whole experiment whose demonstrations, pool and author repeat what is held out.</summary>
public sealed class ContaminatedRunTests : IDisposable
{
    private static readonly string[] s_domains = ["askbaking", "askphysics", "legaladvice"];
    private readonly string _folder = Directory.CreateTempSubdirectory("aop-contaminated-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task What_repeats_the_held_out_questions_is_dropped_replaced_and_in_the_report()
    {
        var encoder = Goldens.RequireSharedData("all-minilm-l6-v2");
        var data = new MiniatureSource(new MiniatureOptions
        {
            DemonstrationsPerDomain = 4,
            ValidationPerDomain = 1,
            ProbePerDomain = 4,
            TestPerDomain = 2
        }).PrepareData(1);
        Question[] probe = [.. data.Probe.Where(q => s_domains.Contains(q.Domain))];
        string[] test = [.. data.Test.Take(5).Select(q => q.Text)];
        string[] repeated = [.. probe.Select(q => q.Text.ToUpperInvariant()), .. test];
        string[] free = [.. Enumerable.Range(0, 40).Select(i => $"{data.Demonstrations[i].Answer} or number {i} ?")];
        Lines("probe", probe.Select(q => new { id = q.Id, domain = q.Domain, question = q.Text }));
        Lines("test", test.Select(q => new { question = q }));
        Lines("pairs", free.Take(16).Select(q => new { question = q, chosen = "yes of course", rejected = "no" }));
        Lines("demonstrations", repeated.Concat(free.Skip(16)).Select((q, i) => new { question = q, answer = data.Demonstrations[i].Answer }));
        Lines("pool", repeated.Concat(free.Skip(10)).Select(q => new { question = q }));

        // The author answers with two questions that it was shown and a test question; then, asked for more, with new ones.
        using var server = new ChatServer { Repeated = [test[0]] };
        var settings = SettingsFile.Load<ExperimentSettings>(WriteExperiment(encoder, server.Endpoint));
        var run = new RunFolder(Path.Combine(_folder, "run"));
        (await ExperimentRun.RunAsync(settings, run.FullPath, null, null, CancellationToken.None)).ShouldNotBeNull();

        var plan = ExperimentPlan.Build(settings);
        var read = await run.ReadAsync(plan.Data);
        var held = read.HeldOut().Select(q => QuestionText.Key(q.Text)).ToHashSet();
        held.Count.ShouldBe(12 + 5 + 4);
        read.Demonstrations.Concat(read.ValidationDemonstrations).Select(d => QuestionText.Key(d.Question)).Intersect(held).ShouldBeEmpty();
        read.Preferences.Training.Select(p => QuestionText.Key(p.Question)).Intersect(held).ShouldBeEmpty();
        foreach (var arm in new[] { "vanilla", "sop" })
        {
            var (set, skip, take) = plan.Prompts[(arm, 1)];
            (skip, take).ShouldBe((0, 8));
            var prompts = (await run.ReadAsync(set)).Prompts;
            prompts.Count.ShouldBeGreaterThanOrEqualTo(8);
            prompts.Select(p => QuestionText.Key(p.Text)).Intersect(held).ShouldBeEmpty();
        }

        string[] notes = [.. JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(run.FullPath, "report", "report.json")))!["notes"]!.AsArray()
            .Select(n => n!.GetValue<string>())];
        notes.ShouldContain("17 of the 41 demonstrations are left out because they ask what is held out: 12 probe questions, 5 test prompts (17 by wording).");
        notes.ShouldContain(n => n.StartsWith("6 prompts of the author were dropped because they ask what is held out: 4 probe questions, 2 test prompts (6 " +
            "by", StringComparison.Ordinal));
        notes.ShouldContain(n => n.Contains("of the 47 questions for the pool are left out", StringComparison.Ordinal)
            && n.Contains("12 probe questions, 5 test prompts", StringComparison.Ordinal));
        (await File.ReadAllTextAsync(Path.Combine(run.FullPath, "report", "index.html"))).ShouldContain("17 of the 41 demonstrations are left out");
    }

    private string WriteExperiment(string encoder, string endpoint)
    {
        MiniatureModel.Write(Path.Combine(_folder, "base"), 1);
        var file = Path.Combine(_folder, "experiment.yaml");
        File.WriteAllText(file, $$"""
            name: Contaminated
            world: files
            files:
              base_model: base
              encoder: {{encoder}}
              demonstrations: { data: { path: demonstrations.jsonl }, validation: 4 }
              probe: { data: { path: probe.jsonl }, min_posts_per_domain: 2 }
              test: { data: { path: test.jsonl } }
              pool: [ { path: pool.jsonl } ]
              preferences: { data: { path: pairs.jsonl }, held_out_pairs: 4 }
            contamination: { ngram_words: 13, cosine: 0.995 }
            compute: { threads: 1, parallel_stages: 1, batch_size: 64 }
            prompt_format: { template: "{question} <sep>", max_prompt_tokens: 23 }
            sampling: { temperature: 0.9, max_new_tokens: 20 }
            sft: { keep: last, training: { learning_rate: 5.0e-3, batch_size: 16, epochs: 1 } }
            reward: { training: { learning_rate: 2.0e-3, batch_size: 4, epochs: 1 } }
            ppo: { learning_rate: 8.0e-5, batch_size: 8, mini_batch_size: 4, ppo_epochs: 1 }
            loop: { arms: [vanilla, sop], iterations: 1, author_calls: 2, prompts_per_call: 4, quadruples_per_domain: 2, passes_per_prompt: 1 }
            author: { kind: chat, chat: { provider: compatible, model: writer, endpoint: "{{endpoint}}" } }
            vanilla: { kind: pool, clusters: 3, components: 4 }
            evaluation: { samples: 1, judged_samples: 1, judge: { kind: reward } }
            """);
        return file;
    }

    private void Lines<T>(string name, IEnumerable<T> rows) =>
        File.WriteAllLines(Path.Combine(_folder, $"{name}.jsonl"), rows.Select(r => JsonSerializer.Serialize(r)));
}
