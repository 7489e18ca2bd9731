using System.Diagnostics;
using System.Text.Json.Nodes;
using AlwaysOnPolicy.Miniature;

namespace AlwaysOnPolicy.Cli.Tests;

/// <summary>What a user can get wrong ends in one clear error and exit code 1 or 2, without a stack trace.</summary>
public sealed class ErrorTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("aop-errors-").FullName;

    private string At(string name) => Path.Combine(_folder, name);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_wrong_setting_is_placed_and_the_nearest_name_is_suggested()
    {
        var file = At("wrong.yaml");
        await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(Tool.Tiny))
            .Replace("loop: { iterations", "loop: { iteratons", StringComparison.Ordinal));
        (await Tool.RunAsync("run", file, "--out", At("run"))).ShouldBeOneClearError(2, $"{file}:11:9", "'loop.iteratons'", "Did you mean 'loop.iterations'?");
        Directory.Exists(At("run")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_missing_experiment_file_is_named() =>
        (await Tool.RunAsync("run", At("none.yaml"))).ShouldBeOneClearError(2, At("none.yaml"));

    [Fact]
    public async Task With_verbose_an_error_has_its_stack_trace_and_keeps_message_and_exit_code()
    {
        var outcome = await Tool.RunAsync("prompts", "audit", At("none"), "--verbose");
        outcome.ExitCode.ShouldBe(2, outcome.Error);
        outcome.Error.ShouldStartWith("Error: ");
        outcome.Error.ShouldContain("   at AlwaysOnPolicy.");
        outcome.Error.ShouldNotContain("Unhandled");
    }

    [Fact]
    public async Task A_wrong_option_is_one_error() => (await Tool.RunAsync("quickstart", "--sedes", "3")).ShouldBeOneClearError(2, "--sedes");

    [Fact]
    public async Task A_folder_of_another_run_is_refused_before_anything_is_changed()
    {
        (await Tool.RunAsync("run", Tool.Tiny, "--out", At("run"), "--stop-after", "data")).ExitCode.ShouldBe(0);
        var plan = await File.ReadAllTextAsync(Path.Combine(At("run"), "plan.json"));
        (await Tool.RunAsync("quickstart", "--out", At("run"))).ShouldBeOneClearError(2, At("run"), "holds another run: 'Tiny', seed 1");
        (await Tool.RunAsync("run", Tool.Tiny, "--set", "seed=2", "--out", At("run"))).ShouldBeOneClearError(2, "This one is 'Tiny', seed 2");
        (await Tool.RunAsync("quickstart", "--seeds", "2", "--out", At("run"))).ShouldBeOneClearError(2, "one seed");
        (await File.ReadAllTextAsync(Path.Combine(At("run"), "plan.json"))).ShouldBe(plan);
    }

    [Fact]
    public async Task A_folder_with_other_files_is_refused_by_quickstart()
    {
        await File.WriteAllTextAsync(At("notes.txt"), "mine");
        (await Tool.RunAsync("quickstart", "--out", _folder)).ShouldBeOneClearError(2, "holds other files");
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_named()
    {
        await File.WriteAllTextAsync(At("file"), "");
        (await Tool.RunAsync("run", Tool.Tiny, "--out", Path.Combine(At("file"), "run")))
            .ShouldBeOneClearError(2, Path.Combine(At("file"), "run"), "cannot be written", "is a file");
    }

    [Fact]
    public async Task A_full_disk_is_named_and_keeps_what_was_finished()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux mounts a small file system here");
        var disk = Directory.CreateDirectory(At("disk")).FullName;
        Assert.SkipUnless(Succeeds("mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", disk), "this user may not mount a small file system");
        try
        {
            (await Tool.RunAsync("run", Tool.Tiny, "--out", Path.Combine(disk, "run"))).ShouldBeOneClearError(1, "the disk is full", Path.Combine(disk, "run"));
            new Engine.RunFolder(Path.Combine(disk, "run")).FinishedStages().ShouldNotBeEmpty();
        }
        finally
        {
            Succeeds("umount", disk).ShouldBeTrue();
        }
    }

    [Fact]
    public async Task A_missing_data_file_is_named_before_anything_runs()
    {
        WriteModel("model");
        var experiment = OwnFiles();
        File.Delete(At("demonstrations.jsonl"));
        (await Tool.RunAsync("run", experiment, "--out", At("run"))).ShouldBeOneClearError(2, "demonstrations.jsonl", "files.demonstrations.data");
        Directory.Exists(At("run")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_folder_without_a_model_is_named() =>
        (await Tool.RunAsync("run", OwnFiles(), "--out", At("run"))).ShouldBeOneClearError(2, At("model"), "files.base_model");

    [Fact]
    public async Task A_damaged_checkpoint_is_named()
    {
        var weights = Path.Combine(WriteModel("model"), "model.safetensors");
        using (var file = File.OpenWrite(weights)) file.SetLength(file.Length / 2);
        (await Tool.RunAsync("run", OwnFiles(), "--out", At("run"), "--stop-after", "sft")).ShouldBeOneClearError(1, "model.safetensors");
    }

    [Fact]
    public async Task A_tokenizer_of_another_model_is_named()
    {
        var file = Path.Combine(WriteModel("model"), "tokenizer.json");
        var tokenizer = JsonNode.Parse(await File.ReadAllTextAsync(file))!;
        tokenizer["model"]!["vocab"]!["stranger"] = 50_000;
        await File.WriteAllTextAsync(file, tokenizer.ToJsonString());
        (await Tool.RunAsync("run", OwnFiles(), "--out", At("run"), "--stop-after", "sft")).ShouldBeOneClearError(1, At("model"), "50000");
    }

    [Fact]
    public async Task Progress_goes_line_by_line_where_output_is_redirected()
    {
        var first = await Tool.RunAsync("run", Tool.Tiny, "--out", At("run"), "--stop-after", "base-model");
        Last(first).ShouldMatch(@"^1/1 base model: \d+\.\d s$");
        var again = await Tool.RunAsync("run", Tool.Tiny, "--out", At("run"), "--stop-after", "base-model");
        Last(again).ShouldBe("1/1 there already");
        (first.Error + again.Error).ShouldBe("");

        static string Last(Tool.Outcome result) => result.Output.Trim().Split('\n')[^1];   // behind the notes
    }

    private string WriteModel(string name)
    {
        MiniatureModel.Write(At(name), seed: 1);
        return At(name);
    }

    /// <summary>An experiment on files of the user's own; all there but the model.</summary>
    private string OwnFiles()
    {
        MiniatureModel.Write(At("encoder"), seed: 1);   // for its tokenizer
        File.WriteAllText(Path.Combine(At("encoder"), "config.json"), """
            {"model_type": "bert", "vocab_size": 391, "hidden_size": 8, "num_attention_heads": 2, "intermediate_size": 16, "num_hidden_layers": 1}
            """);
        IEnumerable<int> rows = Enumerable.Range(0, 40);
        File.WriteAllLines(At("demonstrations.jsonl"), rows.Select(i => $$"""{"instruction": "why is thing{{i}} dry ?", "response": "moisten the starter ."}"""));
        File.WriteAllLines(At("probe.jsonl"), rows.Select(i => $$"""{"id": "q{{i}}", "domain": "d{{i % 2}}", "question": "why is topic{{i}} itchy ?"}"""));
        File.WriteAllLines(At("pool.jsonl"), rows.Select(i => $$"""{"id": "o{{i}}", "domain": "d{{i % 2}}", "question": "what of thing{{i}} ?"}"""));
        File.WriteAllLines(At("pairs.jsonl"), rows.Select(i => $$"""{"id": "p{{i}}", "question": "how is topic{{i}} ?", "chosen": "soothe .", "rejected": "ask ."}"""));
        File.WriteAllText(At("own.yaml"), """
            name: Own
            world: files
            files:
              base_model: model
              encoder: encoder
              demonstrations: { data: { path: demonstrations.jsonl, format: dolly }, validation: 2 }
              probe: { data: { path: probe.jsonl, format: jsonl } }
              pool: [{ path: pool.jsonl, format: jsonl }]
              preferences: { data: { path: pairs.jsonl, format: jsonl }, held_out_pairs: 5 }
            prompt_format: { template: "{question} <sep>" }
            evaluation: { judge: { kind: reward } }
            """);
        return At("own.yaml");
    }

    private static bool Succeeds(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
