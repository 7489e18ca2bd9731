using System.Text.Json.Nodes;
using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Miniature;

namespace AlwaysOnPolicy.Cli.Tests;

/// <summary><c>aop reward</c> as a user runs it.</summary>
public sealed class RewardCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("aop-reward-").FullName;

    public RewardCommandTests()
    {
        MiniatureModel.Write(At("model"), seed: 1);
        File.WriteAllLines(At("pairs.csv"), Enumerable.Range(0, 30).Select(i => $"why is topic{i} itchy ?,soothe the litter .,ask .")
            .Prepend("prompt,good,bad"));
    }

    private string At(string name) => Path.Combine(_folder, name);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string[] Train(string folder) =>
    [
        "reward", "train", "--model", At("model"), "--pairs", At("pairs.csv"), "--columns", "question=prompt,chosen=good,rejected=bad", "--template",
        "{question} <sep>", "--max-prompt-tokens", "23",
        "--max-answer-tokens", "20", "--batch", "2", "--epochs", "4", "--rate", "1e-3", "--checkpoint-steps", "10", "--out", At(folder),
    ];

    [Fact]
    public async Task A_reward_is_looked_at_before_ppo()
    {
        await File.WriteAllLinesAsync(At("prompts.txt"), ["why is puppy sore ?", "why is lease unfair ?"]);
        string[] asked = ["reward", "fit", "--model", At("model"), "--prompts", At("prompts.txt"), "--set", "sampling.max_new_tokens=8", "--set",
            "prompt_format.template={question} <sep>", "--answers", "8"];
        var fit = await Tool.RunAsync([.. asked, "--reward", "length:40", "--json"]);
        fit.ExitCode.ShouldBe(0, fit.Error);
        var json = JsonNode.Parse(fit.Output)!;
        json["verdict"]!.GetValue<string>().ShouldBe("fit_with_settings");
        json["settings"]!.AsArray().Select(s => s!["name"]!.GetValue<string>()).ShouldBe(["ppo.score_factor", "ppo.score_offset"]);
        (json["figures"]!["prompts"]!.GetValue<int>(), json["figures"]!["answers"]!.GetValue<int>()).ShouldBe((2, 16));
        string[] cure = [.. json["settings"]!.AsArray().SelectMany(s => new[] { "--set", $"{s!["name"]}={s["value"]}" })];
        (await Tool.RunAsync([.. asked, "--reward", "length:40", .. cure])).Output.ShouldContain("Reward fit: fit for PPO.");
        var constant = await Tool.RunAsync([.. asked, "--reward", "regex:no such word"]);
        constant.ExitCode.ShouldBe(0, constant.Error);
        constant.Output.ShouldContain("Reward fit: not fit for PPO. All ");
    }

    [Fact]
    public async Task A_training_that_is_killed_goes_on_and_its_model_is_benched_and_chosen()
    {
        using (var process = Tool.Start(Train("killed")))
        {
            var output = process.StandardOutput.ReadToEndAsync();
            var checkpoints = At("killed/checkpoints");
            bool HasOne() => Directory.Exists(checkpoints) && Directory.EnumerateDirectories(checkpoints, "step-*", SearchOption.AllDirectories).Any();
            while (!process.HasExited && !HasOne()) await Task.Delay(20);
            process.HasExited.ShouldBeFalse("the training was over before it could be killed");
            process.Kill();
            await process.WaitForExitAsync();
            await output;
        }
        var resumed = await Tool.RunAsync(Train("killed"));
        var whole = await Tool.RunAsync(Train("whole"));
        (resumed.ExitCode, whole.ExitCode).ShouldBe((0, 0), resumed.Error + whole.Error);
        resumed.Output.ShouldContain("Training goes on after step ");
        whole.Output.ShouldContain("Chance is 50 %");
        foreach (var name in new[] { "best", "last" }) InputFiles.Of(At($"killed/{name}")).Sha256.ShouldBe(InputFiles.Of(At($"whole/{name}")).Sha256);

        await File.WriteAllTextAsync(At("x.yaml"), "# mine\n" + await File.ReadAllTextAsync(Tool.Tiny));
        var bench = await Tool.RunAsync("reward", "bench", "--models", $"mine={At("whole/best")}", "--pairs", At("pairs.csv"), "--columns",
            "question=prompt,chosen=good,rejected=bad",
            "--out", At("bench"), "--into", At("x.yaml"));
        bench.ExitCode.ShouldBe(0, bench.Error);
        bench.Output.ShouldContain("mine is chosen");
        (await File.ReadAllTextAsync(At("x.yaml"))).ShouldStartWith("# mine\n");
        await ScoreAsync(At("whole/best"));
        var run = await Tool.RunAsync("run", At("x.yaml"), "--out", At("run"), "--set", "loop.arms=[aop]", "--stop-after", "given-reward-model");
        run.ExitCode.ShouldBe(0, run.Error);
    }

    private async Task ScoreAsync(string model)
    {
        await File.WriteAllLinesAsync(At("answers.jsonl"), Enumerable.Range(0, 12).Select(i =>
            $$"""{"id":"q{{i}}","domain":"{{(i % 2 == 0 ? "vet" : "bake")}}","question":"why is topic{{i}} itchy ?","sample":0,"answer":"{{(i < 6 ? "ask ." : "soothe the litter .")}}"}"""));
        await File.WriteAllTextAsync(At("outputs.json"), """[{"instruction":"why is topic7 itchy ?","output":"soothe the litter .","generator":"g","dataset":"d"}]""");
        string[] score = ["reward", "score", At("answers.jsonl"), "--model", model, "--out", At("scored.jsonl")];
        var said = await Tool.RunAsync(score);
        said.ExitCode.ShouldBe(0, said.Error);
        foreach (var part in new[] { "answers", "mean", "bake", "vet", "█", "Rank correlation", "answers repeat the words" }) said.Output.ShouldContain(part);
        var rewards = (await File.ReadAllLinesAsync(At("scored.jsonl"))).Select(l => JsonNode.Parse(l)!).ToArray();
        rewards.Length.ShouldBe(12);
        rewards[6..].Average(r => (double)r["reward"]!).ShouldBeGreaterThan(rewards[..6].Average(r => (double)r["reward"]!), "it was trained to");
        (await Tool.RunAsync(score)).ShouldBeOneClearError(2, "scored.jsonl", "--force");
        var json = await Tool.RunAsync([.. score, "--force", "--json"]);
        JsonNode.Parse(json.Output)!["all"]!["answers"]!.GetValue<int>().ShouldBe(12);
        var alpaca = await Tool.RunAsync("reward", "score", At("outputs.json") + ":alpaca_eval", "--model", model, "--json");
        JsonNode.Parse(alpaca.Output)!["all"]!["mean"]!.GetValue<double>().ShouldBe((double)rewards[7]["reward"]!, 1e-6);
    }

    [Fact]
    public async Task What_cannot_be_used_is_one_error()
    {
        (await Tool.RunAsync([.. Train("run").Select(a => a == "4" ? "0" : a)])).ShouldBeOneClearError(2, "--epochs is 0; it must be from 1 to 1000");
        (await Tool.RunAsync("reward", "train", "--model", "own/none", "--pairs", At("pairs.csv"), "--columns", "question=prompt,chosen=good,rejected=bad"))
            .ShouldBeOneClearError(2, "aop models fetch own/none");
        (await Tool.RunAsync("reward", "bench", "--models", $"a={At("model")}", "--pairs", At("pairs.csv") + ":xml"))
            .ShouldBeOneClearError(2, "'xml' is no format of pairs");
        (await Tool.RunAsync("reward", "score", At("pairs.csv"), "--model", At("model")))
            .ShouldBeOneClearError(1, "column 'answer' is missing", "--columns answer=NAME");
        (await Tool.RunAsync("reward", "score", At("none.csv"), "--model", At("model"))).ShouldBeOneClearError(2, "none.csv");
    }
}
