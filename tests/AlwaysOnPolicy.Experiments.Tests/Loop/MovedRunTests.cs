using System.Text;
using System.Text.Json;
using AlwaysOnPolicy.Chat.Calls;
using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Experiments.Keeping;
using AlwaysOnPolicy.Experiments.Loop;
using AlwaysOnPolicy.Experiments.Loop.Settings;
using AlwaysOnPolicy.Experiments.Sources;
using AlwaysOnPolicy.Experiments.Tests.RewardBench;
using AlwaysOnPolicy.Miniature;
using AlwaysOnPolicy.Tests;
using ZstdSharp;

namespace AlwaysOnPolicy.Experiments.Tests.Loop;

/// <summary>Runs on the user's models and data that are moved, renamed and gone on with.</summary>
public sealed class MovedRunTests : IDisposable
{
    private static readonly string[] s_domains = ["askbaking", "askphysics"];
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string At(params string[] parts) => Path.Combine([_folder.Path, .. parts]);

    [Fact]
    public async Task A_run_that_is_moved_renamed_and_gone_on_with_equals_a_fresh_one()
    {
        Write(At("first"));
        using var server = new ChatServer();
        await ExperimentRun.RunAsync(Settings("first", "", server), At("first", "run"), "reward model", null, CancellationToken.None);

        // Everything is moved, the run and its models are renamed, and other models now lie where these were.
        Directory.Move(At("first"), At("second"));
        foreach (var (from, to) in new[] { ("run", "renamed"), ("base", "my base"), ("reward", "my reward"), ("encoder", "my encoder") })
            Directory.Move(At("second", from), At("second", to));
        foreach (var place in new[] { "first", "second" })
        {
            MiniatureModel.Write(At(place, "base"), 9);
            RewardFolders.SteamShp(At(place, "reward"));
            RewardFolders.Deberta(At(place, "encoder"));
        }
        await ExperimentRun.RunAsync(Settings("second", "my ", server), At("second", "renamed"), null, null, CancellationToken.None);

        Write(At("third"));
        using var other = new ChatServer();
        await ExperimentRun.RunAsync(Settings("third", "", other), At("third", "run"), null, null, CancellationToken.None);

        new RunFolder(At("second", "renamed")).ReadLog().Count(l => l.Event == "stage_reused").ShouldBeGreaterThan(3);
        var artifacts = TinyExperiment.Artifacts(At("second", "renamed"));
        artifacts.Count.ShouldBeGreaterThan(20);
        artifacts.ShouldBe(TinyExperiment.Artifacts(At("third", "run")));
        foreach (var file in Directory.EnumerateFiles(At("second", "renamed", "stages"), "*", SearchOption.AllDirectories))
            File.ReadAllBytes(file).AsSpan().IndexOf(Encoding.UTF8.GetBytes(_folder.Path)).ShouldBe(-1, $"{file} holds a path");
    }

    [Fact]
    public async Task No_file_of_a_run_nor_of_its_archive_holds_the_key_though_the_service_quotes_it()
    {
        const string Key = "sk-Zq9DistinctiveZq9";
        Environment.SetEnvironmentVariable("AOP_TEST_MOVED_KEY", Key);
        Write(At("first"));
        using var server = new ChatServer { QuotesTheKey = true, Refusals = 1 };
        var settings = Settings("first", "", server);
        settings = settings with
        {
            Author = settings.Author with { Chat = settings.Author.Chat! with { ApiKeyVariable = "AOP_TEST_MOVED_KEY" } },
            Chat = settings.Chat with { Logging = CallLogging.Contents },
        };
        var refused = await Should.ThrowAsync<UserErrorException>(() => ExperimentRun.RunAsync(settings, At("run"), null, null, CancellationToken.None));
        refused.Message.ShouldContain("not with");
        refused.Message.ShouldNotContain(Key);
        await ExperimentRun.RunAsync(settings, At("run"), null, null, CancellationToken.None);
        var written = string.Concat(Directory.EnumerateFiles(At("run", "stages"), "output.json", SearchOption.AllDirectories)
            .Where(f => f.Contains($"{Path.DirectorySeparatorChar}author-", StringComparison.Ordinal)).Select(File.ReadAllText));
        written.ShouldContain("attempt Bearer * ");   // *** without the signs of emphasis that reading a list takes away

        RunArchive.Export(new RunFolder(At("run")), At("run.tar.zst"));
        using (var packed = new DecompressionStream(File.OpenRead(At("run.tar.zst")), leaveOpen: false))
        using (var archive = File.Create(At("run.tar"))) packed.CopyTo(archive);
        foreach (var file in Directory.EnumerateFiles(At("run"), "*", SearchOption.AllDirectories).Append(At("run.tar")))
            File.ReadAllBytes(file).AsSpan().IndexOf(Encoding.UTF8.GetBytes(Key)).ShouldBe(-1, $"{file} holds the key");

        // Elsewhere, without models and data: each is named with its setting.
        var imported = RunImport.Import(At("run.tar.zst"), At("elsewhere"));
        RunKinds.Of(imported)!.Missing(imported).ShouldBeEmpty();
        Directory.Delete(At("first"), recursive: true);
        RunKinds.Of(imported)!.Missing(imported).Select(m => m.Key).ShouldBe(["files.base_model", "files.encoder", "files.demonstrations.data.path",
            "files.probe.data.path", "files.preferences.data.path", "reward.model"], ignoreOrder: true);
    }

    [Fact]
    public void A_model_that_is_changed_during_a_run_is_not_used()
    {
        MiniatureModel.Write(At("base"), 1);
        var input = InputFiles.Of(At("base"));
        input.CheckedPath().ShouldBe(At("base"));
        File.AppendAllText(At("base", "config.json"), " ");
        Should.Throw<DataException>(input.CheckedPath).Message.ShouldContain("was changed after the run had begun");
    }

    private static void Write(string folder)
    {
        MiniatureModel.Write(Path.Combine(folder, "base"), 1);
        RewardFolders.Deberta(Path.Combine(folder, "reward"));
        RewardFolders.Encoder(Path.Combine(folder, "encoder"));
        var data = new MiniatureSource(new MiniatureOptions
        {
            DemonstrationsPerDomain = 4,
            ValidationPerDomain = 1,
            ProbePerDomain = 4,
            TestPerDomain = 2
        }).PrepareData(1);
        Lines("demonstrations", data.Demonstrations.Select(d => new { question = d.Question, answer = d.Answer })
            .Append(new { question = "", answer = "left out" }));
        Lines("probe", data.Probe.Where(q => s_domains.Contains(q.Domain)).Select(q => new { id = q.Id, domain = q.Domain, question = q.Text }));
        Lines("pairs", data.Test.Select((q, i) => new
        {
            question = q.Text,
            chosen = data.Demonstrations[i].Answer,
            rejected = data.Demonstrations[i + 1].Answer
        }));

        void Lines<T>(string name, IEnumerable<T> rows) => File.WriteAllLines(
            Path.Combine(folder, $"{name}.jsonl"), rows.Select(r => JsonSerializer.Serialize(r)));
    }

    private ExperimentSettings Settings(string place, string owner, ChatServer server) => SettingsFile.Parse<ExperimentSettings>($$"""
        world: files
        files:
          base_model: "{{owner}}base"
          encoder: "{{owner}}encoder"
          demonstrations: { data: { path: demonstrations.jsonl }, validation: 8 }
          probe: { data: { path: probe.jsonl }, min_posts_per_domain: 2 }
          preferences: { data: { path: pairs.jsonl }, held_out_pairs: 6, test_prompts: 6 }
        contamination: { cosine: 0.9999 }
        compute: { threads: 1, batch_size: 64 }
        prompt_format: { template: "{question} <sep>", max_prompt_tokens: 23 }
        sampling: { max_new_tokens: 20 }
        sft: { training: { learning_rate: 5.0e-3, batch_size: 16, epochs: 1 } }
        reward: { model: "{{owner}}reward" }
        ppo: { learning_rate: 8.0e-5, batch_size: 8, mini_batch_size: 4, ppo_epochs: 1 }
        loop: { arms: [aop], iterations: 2, author_calls: 2, prompts_per_call: 4, quadruples_per_domain: 2, passes_per_prompt: 1 }
        author: { kind: chat, chat: { provider: compatible, model: writer, endpoint: "{{server.Endpoint}}" } }
        """, "experiment.yaml", At(place));
}
