using System.Text.Json;
using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Experiments.Tests.Loop;
using AlwaysOnPolicy.Tests;

namespace AlwaysOnPolicy.Cli.Tests;

/// <summary>How runs are looked after, and what damage to one's files is met with.</summary>
public sealed class RunsCommandTests : IDisposable
{
    private static readonly string[] s_small = ["--set", "loop.arms=[aop]", "--set", "loop.iterations=1"];
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string At(params string[] parts) => Path.Combine([_folder.Path, .. parts]);

    private static async Task<string> SaysAsync(int exitCode, params string[] arguments)
    {
        var outcome = await Tool.RunAsync(arguments);
        outcome.ExitCode.ShouldBe(exitCode, string.Join(" ", arguments) + outcome.Error + outcome.Output);
        return outcome.Output + outcome.Error;
    }

    [Fact]
    public async Task A_run_is_listed_shown_freed_of_what_it_does_not_need_and_carried_elsewhere()
    {
        var run = At("runs", "one");
        await SaysAsync(0, ["run", Tool.Tiny, "--out", run, .. s_small, "--stop-after", "reward model"]);
        (await SaysAsync(0, "runs", "list", At("runs"))).ShouldContain("interrupted");

        // With another rate of fine-tuning it and what follows from it run again, and what it leaves can go.
        var changed = await SaysAsync(0, ["run", Tool.Tiny, "--out", run, .. s_small, "--stop-after", "reward model",
            "--set", "sft.training.learning_rate=4e-3"]);
        changed.ShouldContain("SFT because sft.training.learning_rate is 0.004, was 0.005");
        changed.ShouldContain("Kept: ");
        (await SaysAsync(0, ["run", Tool.Tiny, "--out", run, .. s_small, "--dry-run", "--set", "sft.training.learning_rate=3e-3"]))
            .ShouldContain("SFT because sft.training.learning_rate is 0.003, was 0.004");
        var found = await SaysAsync(0, "runs", "gc", At("runs"), "--dry-run");
        found.ShouldContain("stage of former settings: stages/sft-");
        (await Tool.RunAsync("runs", "gc", run)).ShouldBeOneClearError(2, "--yes");
        using (new RunFolder(run).Hold()) (await SaysAsync(1, "runs", "gc", run, "--yes")).ShouldContain("left alone");
        (await SaysAsync(0, "runs", "gc", run, "--yes")).ShouldContain("Removed ");
        (await SaysAsync(0, "runs", "gc", run, "--yes")).ShouldContain("nothing to remove");

        var archive = At("one.tar.zst");
        (await SaysAsync(0, "runs", "export", run, "--out", archive)).ShouldContain("packed into");
        (await Tool.RunAsync("runs", "export", run, "--out", archive)).ShouldBeOneClearError(2, "is there already", "--force");
        (await SaysAsync(0, "runs", "import", archive, "--out", At("elsewhere"))).ShouldContain("To go on: aop run");
        (await Tool.RunAsync("runs", "import", archive, "--out", run)).ShouldBeOneClearError(2, "is there already");
        await SaysAsync(0, "run", At("elsewhere", "experiment.yaml"), "--out", At("elsewhere"));
        await SaysAsync(0, ["run", Tool.Tiny, "--out", At("whole"), .. s_small, "--set", "sft.training.learning_rate=4e-3"]);
        TinyExperiment.Artifacts(At("elsewhere")).ShouldBe(TinyExperiment.Artifacts(At("whole")));

        var shown = await SaysAsync(0, "runs", "show", At("elsewhere"), "--verify");
        shown.ShouldContain("sft.training.learning_rate: 0.004  (default ");
        shown.ShouldContain("SFT");
        JsonDocument.Parse(await SaysAsync(0, "runs", "list", _folder.Path, "--json")).RootElement.GetArrayLength().ShouldBe(3);

        await DamagedAsync(At("elsewhere"));
    }

    /// <summary>A flipped bit in what a command reads is an error that names the file; the run's own command mends it.</summary>
    private async Task DamagedAsync(string run)
    {
        var policy = Path.Combine(run, "policies", "aop-1");
        var question = At("question.txt");
        await File.WriteAllTextAsync(question, "how do i bake bread ?\n");
        string[] answer = ["answer", "--model", $"{run}:aop:1", "--prompts", question, "--max-new-tokens", "16", "--out", At("answers.jsonl")];
        foreach (var (file, command) in new (string, string[])[]
        {
            (Path.Combine(policy, "model.safetensors"), answer),
            (Path.Combine(policy, "prompt_format.json"), answer),
            (Path.Combine(run, "plan.json"), ["status", run]),
            (Path.Combine(run, "experiment.yaml"), ["prompts", "list", run]),
            (Path.Combine(run, "report", "report.json"), ["compare", run, "--out", At("comparison")]),
        })
        {
            if (!File.Exists(file)) throw new FileNotFoundException(string.Join(", ", Directory.GetFileSystemEntries(Path.GetDirectoryName(file)!)));
            Flip(file);
            (await Tool.RunAsync(command)).ShouldBeOneClearError(1, Path.GetFileName(file));
            Flip(file);
        }
        Flip(Path.Combine(policy, "model.safetensors"));
        (await SaysAsync(1, "runs", "show", run, "--verify")).ShouldContain("model.safetensors is not as it was written");
        (await SaysAsync(0, "run", Path.Combine(run, "experiment.yaml"), "--out", run)).ShouldContain("is damaged (model/model.safetensors");
        await SaysAsync(0, answer);
    }

    private static void Flip(string file)
    {
        var bytes = File.ReadAllBytes(file);
        bytes[bytes.Length / 2] ^= 4;
        File.WriteAllBytes(file, bytes);
    }
}
