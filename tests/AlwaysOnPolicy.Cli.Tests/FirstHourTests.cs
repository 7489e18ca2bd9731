using System.Diagnostics;
using System.Text.Json;
using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Experiments.PpoAlone;

namespace AlwaysOnPolicy.Cli.Tests;

/// <summary>What a new user does one after the other: a tiny model, fine-tuning, PPO, answers, a conversation, a look at the run.</summary>
public sealed class FirstHourTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("aop-first-hour-").FullName;

    public FirstHourTests()
    {
        File.WriteAllLines(At("own.csv"), ["prompt,reply", .. Enumerable.Range(0, 20).Select(i => $"how do i cook dish {i} ?,boil it for {i} minutes")]);
        File.WriteAllLines(At("prompts.txt"), Enumerable.Range(0, 12).Select(i => $"how do i wash dish {i} ?"));
    }

    private string At(string name) => Path.Combine(_folder, name);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task<string> DoneAsync(params string[] arguments)
    {
        var outcome = await Tool.RunAsync(arguments);
        outcome.ExitCode.ShouldBe(0, outcome.Error + outcome.Output);
        return outcome.Output;
    }

    private Task<string> TinyAsync() => DoneAsync("init", "--tiny", At("tiny"), "--texts", At("own.csv"), At("prompts.txt"));

    [Fact]
    public async Task A_tiny_model_is_made_tuned_trained_asked_and_talked_to()
    {
        await TinyAsync();
        var tuned = await DoneAsync("sft", "--model", At("tiny"), "--data", At("own.csv"), "--columns", "question=prompt,answer=reply", "--epochs", "1",
            "--rate", "1e-3", "--out", At("sft"));
        tuned.ShouldContain("Fine-tuning on 18 demonstrations");
        tuned.ShouldContain($"Best: {At("sft/best")}");
        (await DoneAsync("sft", "--model", At("tiny"), "--data", At("own.csv"), "--columns", "question=prompt,answer=reply", "--epochs", "1",
            "--rate", "2e-3", "--out", At("sft"), "--dry-run")).ShouldContain("runs again: fine-tuning because sft.training.learning_rate is 0.002, was 0.001");

        string[] ppo = ["ppo", "--model", At("sft/best"), "--prompts", At("prompts.txt"), "--out", At("run"), "--set",
            "ppo.batch_size=4", "--set", "ppo.mini_batch_size=4", "--set", "sampling.max_new_tokens=6", "--set", "samples.prompts=2", "--set",
            "samples.shown=1"];
        var begun = await DoneAsync([.. ppo, "--reward", "length:4", "--steps", "1"]);
        begun.ShouldContain($"Policy: {At("run/policy")}");
        begun.ShouldStartWith("note: prompts.txt: 12 of 12 prompts are used.");
        (await DoneAsync([.. ppo, "--reward", "length:4", "--steps", "2"])).ShouldContain("goes on after step 1 of 2");
        (await DoneAsync([.. ppo, "--steps", "2", "--reward", "length:5", "--dry-run"])).ShouldContain("reward.length.target is 5, was 4");

        var lines = (await DoneAsync("answer", "--model", At("run/policy"), "--prompts", At("prompts.txt"), "--max-prompts", "3", "--samples", "2",
            "--max-new-tokens", "4")).Trim().Split('\n');
        lines.Select(l => JsonDocument.Parse(l).RootElement.GetProperty("question").GetString()).Distinct().Count().ShouldBe(3);
        lines.Length.ShouldBe(6);
        (await DoneAsync("answer", "--model", At("run/policy"), "--prompts", At("prompts.txt"), "--max-prompts", "3", "--samples", "2", "--max-new-tokens",
            "4", "--out", At("answers/a.jsonl"))).ShouldBe("");
        (await File.ReadAllTextAsync(At("answers/a.jsonl"))).Trim().Split('\n').ShouldBe(lines);

        (await DoneAsync("status", At("run"))).ShouldContain("finished, 5 of 5 stages");
        (await TalkAsync(["chat", At("run/policy"), "--against", At("tiny"), "--max-new-tokens", "4"], "how do i cook ?\n\n/new\nand wash ?\n/quit\nnot " +
            "heard\n"))
            .Split('\n').Count(l => l.StartsWith($"{At("tiny")}: ", StringComparison.Ordinal)).ShouldBe(2);
    }

    [Fact]
    public async Task Init_writes_a_file_that_can_be_run_whether_asked_or_told()
    {
        await TinyAsync();
        (await Tool.RunAsync("init", "--model", At("tiny"), "--prompts", At("own.csv"), "--reward", "length:4", "--out",
            At("none.yaml"))).ShouldBeOneClearError(1, "column 'question' is missing");
        File.Exists(At("none.yaml")).ShouldBeFalse();
        await DoneAsync("init", "--model", At("tiny"), "--prompts", At("prompts.txt"), "--reward", "regex:(?i)\"boil\"", "--out", At("told.yaml"));
        (await TalkAsync(["init", "--out", At("asked.yaml")], $"{At("tiny")}\nregex:(?i)\"boil\"\n{At("prompts.txt")}\n")).ShouldContain("Reward (");
        (await File.ReadAllTextAsync(At("asked.yaml"))).Replace("asked", "told").ShouldBe(await File.ReadAllTextAsync(At("told.yaml")));
        SettingsFile.Load<PpoSettings>(At("told.yaml")).Reward.Regex!.Pattern.ShouldBe("(?i)\"boil\"");
        SettingsFile.Load<PpoSettings>(At("told.yaml")).Ppo.LearningRate.ShouldBe(2e-4, "the tiny model would not move at the default");
        (await DoneAsync("ppo", "--config", At("told.yaml"), "--dry-run")).ShouldContain("Nothing stands in the way");
        (await Tool.RunAsync("init", "--model", At("tiny"), "--prompts", At("prompts.txt"), "--reward", "length:4", "--out",
            At("told.yaml"))).ShouldBeOneClearError(2, "is there already");
    }

    [Fact]
    public async Task Init_writes_an_experiment_on_the_users_data_that_a_run_accepts_whether_asked_or_told()
    {
        string Sample(string name) => Path.Combine(AlwaysOnPolicy.Tests.Goldens.RepositoryRoot, "samples", "own-data", name);
        await TinyAsync();
        await DoneAsync("init", "--experiment", "--model", At("tiny"), "--demonstrations", Sample("demonstrations.jsonl"), "--pairs", Sample("pairs.jsonl"),
            "--questions", Sample("prompts.jsonl"), "--out", At("told.yaml"));
        await TalkAsync(["init", "--experiment", "--out", At("asked.yaml")],
            $"{At("tiny")}\n{Sample("demonstrations.jsonl")}\n{Sample("pairs.jsonl")}\n{Sample("prompts.jsonl")}\n\n");
        (await File.ReadAllTextAsync(At("asked.yaml"))).Replace("asked", "told").ShouldBe(await File.ReadAllTextAsync(At("told.yaml")));
        var dry = await DoneAsync("run", At("told.yaml"), "--dry-run");
        dry.ShouldMatch(@"demonstrations\.jsonl: \d+ of 100 demonstrations are used");
        dry.ShouldMatch(@"pairs\.jsonl: \d+ of 200 preference pairs are used");
        dry.ShouldContain("Nothing stands in the way");
        dry.ShouldContain("      aop 3: ppo ");
        dry.ShouldNotContain("note:");
        var settings = SettingsFile.Load<Experiments.Loop.Settings.ExperimentSettings>(At("told.yaml"));
        (settings.Loop.PromptsPerIteration(), settings.Loop.QuadruplesPerDomain, settings.Files!.Preferences!.HeldOutPairs).ShouldBe((24, 5, 33));

        // A pool of its own, and what may be wrong.
        await File.WriteAllLinesAsync(At("asked.csv"), ["frage", .. Enumerable.Range(0, 60).Select(i => $"how do i wash {i} ?")]);
        await DoneAsync("init", "--experiment", "--model", At("tiny"), "--demonstrations", Sample("demonstrations.jsonl"), "--pairs", Sample("pairs.jsonl"),
            "--questions", Sample("prompts.jsonl"), "--pool", At("prompts.txt"), "--out", At("pool.yaml"));
        SettingsFile.Load<Experiments.Loop.Settings.ExperimentSettings>(At("pool.yaml")).Files!.Pool.ShouldHaveSingleItem().Path.ShouldBe(At("prompts.txt"));
        (await Tool.RunAsync("init", "--experiment", "--model", At("tiny"), "--demonstrations", Sample("demonstrations.jsonl"), "--pairs",
            Sample("pairs.jsonl"),
            "--questions", At("asked.csv"), "--out", At("none.yaml")))
            .ShouldBeOneClearError(1, "column 'question' is missing; the columns are: frage.", "--columns question=NAME");
        (await Tool.RunAsync("init", "--experiment", "--model", At("tiny"), "--demonstrations", Sample("demonstrations.jsonl"), "--pairs", At("no.jsonl"),
            "--questions", At("asked.csv"), "--out", At("none.yaml"))).ShouldBeOneClearError(2, "to which --pairs points");
        // Columns that one option names for all files: each has its own of them, and one that none has is a mistake.
        await File.WriteAllLinesAsync(At("themen.csv"), ["frage;thema", .. Enumerable.Range(0, 60).Select(i => $"how do i wash {i} ?;thema {i % 3}")]);
        await File.WriteAllLinesAsync(At("antworten.csv"), ["frage;antwort", .. Enumerable.Range(0, 60).Select(i => $"how do i dry {i} ?;so {i}")]);
        await File.WriteAllLinesAsync(At("paare.csv"), ["frage;gut;schlecht", .. Enumerable.Range(0, 60).Select(i => $"how do i fold {i} ?;so {i};no")]);
        string[] german = ["init", "--experiment", "--model", At("tiny"), "--demonstrations", At("antworten.csv"), "--pairs", At("paare.csv"), "--questions",
            At("themen.csv"), "--out", At("german.yaml"), "--columns"];
        (await Tool.RunAsync([.. german, "question=frage,answer=antwort,chosen=gut,rejected=schlecht,domain=thmea"]))
            .ShouldBeOneClearError(2, "no file has a column 'thmea'. Did you mean 'thema'?", $"'{At("themen.csv")}' has frage, thema.");
        await DoneAsync([.. german, "question=frage,answer=antwort,chosen=gut,rejected=schlecht,domain=thema"]);
        var columns = SettingsFile.Load<Experiments.Loop.Settings.ExperimentSettings>(At("german.yaml")).Files!;
        (columns.Probe.Data.Columns.Domain, columns.Preferences!.Data.Columns.Domain).ShouldBe(("thema", "domain"));
        File.Exists(At("none.yaml")).ShouldBeFalse();
    }

    [Fact]
    public async Task Every_dry_run_lists_its_stages()
    {
        await TinyAsync();
        (await DoneAsync("sft", "--model", At("tiny"), "--data", At("own.csv"), "--columns", "question=prompt,answer=reply", "--out", At("s"), "--dry-run"))
            .ShouldContain($"      fine-tuning ");
        string[] ppo = ["ppo", "--model", At("tiny"), "--reward", "length:4", "--prompts", At("prompts.txt"), "--out", At("p"), "--set", "ppo.batch_size=4",
            "--set", "ppo.mini_batch_size=4", "--steps", "2"];
        (await DoneAsync([.. ppo, "--dry-run"])).ShouldContain("5 stages, 0 of them done in");
        (await Tool.RunAsync([.. ppo, "--dry-run", "--held-out", "12"])).ShouldBeOneClearError(2, "keep fewer from the training (--held-out)");
        await File.WriteAllLinesAsync(At("pairs.jsonl"), Enumerable.Range(0, 10).Select(
            i => $"{{\"question\":\"how do i cook {i} ?\",\"chosen\":\"boil it\",\"rejected\":\"no {i}\"}}"));
        (await DoneAsync("reward", "train", "--model", At("tiny"), "--pairs", At("pairs.jsonl"), "--out", At("r"), "--dry-run"))
            .ShouldContain("1 stage, 0 of them done in");
    }

    [Fact]
    public async Task A_run_that_goes_on_says_where_it_stands_and_one_that_was_killed_that_too()
    {
        await TinyAsync();
        string[] ppo = ["ppo", "--model", At("tiny"), "--reward", "length:4", "--prompts", At("prompts.txt"), "--out", At("run"), "--steps", "5000", "--set",
            "ppo.batch_size=4", "--set", "ppo.mini_batch_size=4", "--set", "sampling.max_new_tokens=6", "--set", "samples.prompts=0", "--set",
            "samples.shown=0"];
        using (var process = Tool.Start(ppo))
        {
            var waited = Stopwatch.StartNew();
            for (var said = ""; !said.Contains("/5000: ", StringComparison.Ordinal) || !said.Contains(" left; reward ", StringComparison.Ordinal);)
            {
                waited.Elapsed.ShouldBeLessThan(TimeSpan.FromMinutes(2), said);
                process.HasExited.ShouldBeFalse(said);
                await Task.Delay(300);
                if (File.Exists(At("run/plan.json"))) said = await DoneAsync("status", At("run"));
            }
            process.Kill();
            await process.WaitForExitAsync();
        }
        (await DoneAsync("status", At("run"))).ShouldMatch(@"ended without a word after \d+:\d\d, 2 of 3 stages done");
    }

    [Fact]
    public async Task What_is_no_command_is_named_with_the_nearest()
    {
        (await Tool.RunAsync("answr", "--model", "x")).ShouldBeOneClearError(2, "'answr' is no command of 'aop'", "Did you mean 'aop answer'?");
        (await Tool.RunAsync("reward", "trian")).ShouldBeOneClearError(2, "'trian' is no command of 'aop reward'", "Did you mean 'aop reward train'?");
        (await Tool.RunAsync("status", At("none"))).ShouldBeOneClearError(2, "holds no run");
        (await Tool.RunAsync("answer", "--model", At("none"), "--prompts", At("prompts.txt"))).ShouldBeOneClearError(2, "to which --model points");
        (await Tool.RunAsync("sft", "--model", At("none"), "--data", At("own.csv:csw"))).ShouldBeOneClearError(2, "--data has", "Did you mean 'csv'?");
    }

    [Fact]
    public async Task A_dry_run_marks_the_stages_that_are_done_by_label_before_hash()
    {
        (await Tool.RunAsync("run", Tool.Tiny, "--out", At("experiment"), "--stop-after", "data")).ExitCode.ShouldBe(0);
        var lines = (await DoneAsync("run", Tool.Tiny, "--out", At("experiment"), "--dry-run")).Split('\n');
        var stages = new RunFolder(At("experiment")).FinishedStages();
        lines.Where(l => l.StartsWith("done", StringComparison.Ordinal)).Count().ShouldBe(stages.Count);
        var folder = $"data-{stages.Single(s => s.Name == "data").Key[..12]}";
        lines.ShouldContain(l => l.StartsWith("done  data ", StringComparison.Ordinal) && l.TrimEnd().EndsWith(folder, StringComparison.Ordinal));
        lines.ShouldContain(l => l.StartsWith("      SFT ", StringComparison.Ordinal));
    }

    private static async Task<string> TalkAsync(string[] arguments, string said)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet",
            [Path.Combine(AppContext.BaseDirectory, "aop.dll"), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true
        })!;
        await process.StandardInput.WriteAsync(said);
        process.StandardInput.Close();
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, await error + await output);
        return await output;
    }
}
