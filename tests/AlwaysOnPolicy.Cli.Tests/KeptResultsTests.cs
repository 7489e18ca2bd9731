namespace AlwaysOnPolicy.Cli.Tests;

/// <summary>No command replaces a finished result of other settings unless it is told to.</summary>
public sealed class KeptResultsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("aop-kept-").FullName;

    public KeptResultsTests()
    {
        File.WriteAllLines(At("own.csv"), ["question,answer", .. Enumerable.Range(0, 20).Select(i => $"how do i cook dish {i} ?,boil it for {i} minutes")]);
        File.WriteAllLines(At("pairs.csv"), ["question,chosen,rejected", .. Enumerable.Range(0, 20).Select(i => $"how do i cook dish {i} ?,boil it,no {i}")]);
    }

    private string At(string name) => Path.Combine(_folder, name);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static async Task DoneAsync(params string[] arguments)
    {
        var outcome = await Tool.RunAsync(arguments);
        outcome.ExitCode.ShouldBe(0, string.Join(" ", arguments) + outcome.Error + outcome.Output);
    }

    /// <summary>Runs a command twice, then with something else: it refuses, names what differs, changes nothing, and does it when it is forced.</summary>
    private async Task HoldAsync(string result, string[] command, string[] otherwise, params string[] says)
    {
        await DoneAsync(command);
        await DoneAsync(command);
        var there = await File.ReadAllTextAsync(At(result));
        (await Tool.RunAsync([.. command, .. otherwise])).ShouldBeOneClearError(2, [.. says, "--out", "--force"]);
        (await File.ReadAllTextAsync(At(result))).ShouldBe(there);
        await DoneAsync([.. command, .. otherwise, "--force"]);
        (await File.ReadAllTextAsync(At(result))).ShouldNotBe(there);
    }

    [Fact]
    public void Every_command_that_writes_a_result_can_be_told_to_replace_one()
    {
        var writing = Commands(App.Commands()).Where(c => c.Options.Any(o => o.Name == "--out")).ToArray();
        writing.Select(c => c.Name).ShouldBe(
            ["quickstart", "run", "study", "ppo", "init", "trl", "openrlhf", "sft",
                "audit", "answer", "compare", "judge", "serve", "export", "export", "import", "train",
                "bench", "score"],
            ignoreOrder: true);
        // The others replace no result of other settings.
        foreach (var command in writing.Where(c => c.Name is not ("init" or "trl" or "openrlhf" or "audit" or "serve" or "export" or "import")))
            command.Options.ShouldContain(o => o.Name == "--force", command.Name);

        static IEnumerable<System.CommandLine.Command> Commands(System.CommandLine.Command of) => of.Subcommands.SelectMany(Commands).Prepend(of);
    }

    [Fact]
    public async Task Training_and_what_follows_from_it_keep_what_is_there()
    {
        await DoneAsync("init", "--tiny", At("tiny"), "--texts", At("own.csv"));
        await HoldAsync("sft/best/README.md", ["sft", "--model", At("tiny"), "--data", At("own.csv"), "--epochs", "1", "--out", At("sft")],
            ["--rate", "0.001"], "--rate is ", "and 0.001 here");
        string[] ppo = ["ppo", "--model", At("tiny"), "--prompts", At("own.csv"), "--set", "ppo.batch_size=4", "--set", "ppo.mini_batch_size=4",
            "--set", "sampling.max_new_tokens=6", "--set", "samples.prompts=2", "--set", "samples.shown=1"];
        await HoldAsync("short/report/report.json", [.. ppo, "--steps", "1", "--reward", "length:4", "--out", At("short")], ["--set", "reward.length.target=2"],
            "finished run of other settings: ", " is 4 there, and 2 here.");
        await DoneAsync([.. ppo, "--reward", "length:2", "--steps", "2", "--out", At("short")]);   // more of the same is no other run
        await DoneAsync([.. ppo, "--steps", "1", "--reward", "length:9", "--out", At("long")]);
        await HoldAsync("comparison/comparison.md", ["compare", $"a={At("short")}", "--out", At("comparison")], [$"b={At("long")}"], "another comparison");
        await HoldAsync("reward/best/README.md", ["reward", "train", "--model", At("tiny"), "--pairs", At("pairs.csv"), "--epochs", "1", "--out", At("reward")],
            ["--rate", "0.001"], "training.learning_rate is ");
        await HoldAsync("bench/bench.json", ["reward", "bench", "--models", $"a={At("reward/best")}", "--pairs", At("pairs.csv"), "--out", At("bench")],
            ["--per-domain", "5"], "pairs_per_domain is not set there, and 5 here");

        string[] answer = ["answer", "--model", At("tiny"), "--prompts", At("own.csv"), "--max-new-tokens", "3", "--out", At("answers.jsonl")];
        await DoneAsync(answer);
        (await Tool.RunAsync(answer)).ShouldBeOneClearError(2, "is there already", "--out", "--force");
        await DoneAsync([.. answer, "--force"]);
    }

    [Fact]
    public async Task An_experiment_keeps_what_is_there()
    {
        string[] small = ["loop.arms=[vanilla]", "loop.iterations=1", "sft.training.epochs=1", "miniature.demonstrations_per_domain=1", "miniature.pairs=20",
            "miniature.held_out_pairs=10", "miniature.test_per_domain=1", "evaluation.samples=1"];
        await HoldAsync("run/report/report.json", ["run", Tool.Tiny, "--out", At("run"), .. small.SelectMany(s => new[] { "--set", s })],
            ["--set", "ppo.clip_range=0.1"],
            "ppo.clip_range is 0.2 there, and 0.1 here");
    }
}
