using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json;
using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Experiments.Tests.Loop;
using AlwaysOnPolicy.Miniature;
using AlwaysOnPolicy.Tests;

namespace AlwaysOnPolicy.Cli.Tests;

/// <summary><c>aop ppo</c> as a process: what it prints, where it may be stopped, what can be wrong.</summary>
public sealed class PpoCommandTests : IDisposable
{
    private static readonly string[] s_small =
    [
        "--set", "prompt_format.template={question} <sep>", "--set", "prompt_format.max_prompt_tokens=23", "--set", "sampling.max_new_tokens=12", "--set",
        "ppo.learning_rate=1e-3",
        "--set", "ppo.batch_size=8", "--set", "ppo.mini_batch_size=4", "--set", "compute.threads=1", "--set", "samples.prompts=4", "--set", "samples.shown=2",
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("aop-ppo-command-").FullName;

    public PpoCommandTests()
    {
        MiniatureModel.Write(At("model"), seed: 1);
        File.WriteAllLines(At("prompts.txt"), Enumerable.Range(0, 20).Select(i => $"why is topic{i} itchy ?"));
    }

    private string At(string name) => Path.Combine(_folder, name);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string[] Arguments(string reward, int steps, string run, params string[] more) =>
        ["ppo", "--model", At("model"), "--reward", reward, "--prompts", At("prompts.txt"), "--out", At(run), "--steps", $"{steps}", .. s_small, .. more];

    [Fact]
    public async Task It_tells_each_step_what_came_out_and_where_the_policy_is()
    {
        var done = await Tool.RunAsync(Arguments("length:5", 3, "run"));
        done.ExitCode.ShouldBe(0, done.Error);
        done.Error.ShouldBe("");
        foreach (var step in new[] { "1/3", "2/3", "3/3" }) done.Output.ShouldMatch($@"PPO {step}: reward -?\d+\.\d\d  kl -?\d+\.\d\d");
        done.Output.ShouldContain("Mean reward of the answers to 4 held-out prompts");
        var lines = done.Output.Split('\n');
        File.Exists(Path.Combine(lines.Single(l => l.StartsWith("Policy: ", StringComparison.Ordinal))["Policy: ".Length..].Trim(),
            "model.safetensors")).ShouldBeTrue();
        File.Exists(lines.Single(l => l.StartsWith("Report: ", StringComparison.Ordinal))["Report: ".Length..].Trim()).ShouldBeTrue();

        var again = await Tool.RunAsync(Arguments("length:5", 3, "run"));
        again.Output.ShouldContain("5/5 there already");
        again.Output.ShouldNotContain("PPO 1/3");
    }

    [Fact]
    public async Task Killed_or_stopped_it_goes_on_and_ends_like_one_left_alone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there are no signals");
        string[] Long(string run) => Arguments("regex:[aeiou]", 16, run, "--set", "compute.checkpoint_steps=2", "--set", "reward.regex.count=true");
        (await Tool.RunAsync(Long("whole"))).ExitCode.ShouldBe(0);
        foreach (var (signal, exitCode) in new[] { ("KILL", 137), ("TERM", 130) })
        {
            using (var process = Tool.Start(Long(signal)))
            {
                var errors = process.StandardError.ReadToEndAsync();
                for (string? line = ""; !line.Contains("PPO 5/16", StringComparison.Ordinal);)
                    line = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException($"it ended by itself: {await errors}");
                using (var kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"])) await kill.WaitForExitAsync();
                await process.WaitForExitAsync();
                process.ExitCode.ShouldBe(exitCode, signal);
                (await errors).ShouldBe(signal == "KILL" ? "" : "Stopped. Finished stages are kept; the same command goes on from there.\n", signal);
            }
            new RunFolder(At(signal)).FinishedStages().ShouldNotContain(s => s.Name == "ppo-alone");

            var resumed = await Tool.RunAsync(Long(signal));
            resumed.ExitCode.ShouldBe(0, resumed.Error);
            resumed.Output.ShouldMatch(@"goes on after step \d+ of 16");
            TinyExperiment.Artifacts(At(signal)).ShouldBe(TinyExperiment.Artifacts(At("whole")), signal);
            Directory.GetFileSystemEntries(Path.Combine(At(signal), "stages"), ".*").ShouldBeEmpty();
            Directory.GetFileSystemEntries(Path.Combine(At(signal), "checkpoints")).ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task A_scorer_that_gives_no_number_ends_the_run_names_the_checkpoint_and_once_mended_the_run_ends_like_one_left_alone()
    {
        using var broken = new Scorer(breaksAt: 5);
        var url = broken.Url;
        string[] Six(string run) => Arguments(url, 6, run, "--set", "compute.checkpoint_steps=100", "--set", "reward_check.prompts=0");
        var failed = await Tool.RunAsync(Six("run"));
        failed.ShouldBeOneClearError(1, "holds NaN", url, "after step 3", "step-000003");   // the first request scored the samples
        broken.Mend();
        var mended = await Tool.RunAsync(Six("run"));
        mended.ExitCode.ShouldBe(0, mended.Error);
        mended.Output.ShouldContain("goes on after step 3 of 6");
        (await Tool.RunAsync(Six("whole"))).ExitCode.ShouldBe(0);
        TinyExperiment.Artifacts(At("run")).ShouldBe(TinyExperiment.Artifacts(At("whole")));
    }

    [Fact]
    public async Task A_learning_rate_that_ruins_the_policy_is_told_with_the_setting_to_change()
    {
        // A policy that is ruined collapses, of which the monitors tell, or leaves the numbers, which is an error; rounding decides.
        var ruined = await Tool.RunAsync(Arguments("length:5", 6, "run", "--set", "ppo.learning_rate=1", "--set", "compute.checkpoint_steps=1"));
        (ruined.Output + ruined.Error).ShouldContain("lower ppo.learning_rate");
    }

    [Fact]
    public async Task A_settings_file_says_all_of_it_and_is_strict()
    {
        await File.WriteAllTextAsync(At("small.yaml"), """
            model: model
            reward: { length: { target: 5, unit: tokens } }
            prompts: { path: prompts.txt, format: text }
            steps: 2
            prompt_format: { template: "{question} <sep>", max_prompt_tokens: 23 }
            sampling: { max_new_tokens: 6 }
            ppo: { batch_size: 8, mini_batch_size: 4 }
            samples: { prompts: 0, shown: 0 }
            """);
        var done = await Tool.RunAsync("ppo", "--config", At("small.yaml"), "--out", At("run"), "--seed", "7");
        done.ExitCode.ShouldBe(0, done.Error);
        done.Output.ShouldContain("2 steps;");
        (await File.ReadAllTextAsync(Path.Combine(At("run"), "ppo.yaml"))).ShouldContain("seed: 7");

        (await Tool.RunAsync("ppo", "--config", At("small.yaml"), "--out", At("run"), "--set", "pppo.batch_size=4"))
            .ShouldBeOneClearError(2, "Did you mean 'ppo'?");
        (await Tool.RunAsync("ppo", "--config", At("small.yaml"), "--out", At("run"), "--seed", "8")).ShouldBeOneClearError(2, "seed 7");
    }

    [Fact]
    public async Task What_is_missing_or_wrong_is_one_error()
    {
        (await Tool.RunAsync("ppo")).ShouldBeOneClearError(2, "--model");
        (await Tool.RunAsync(Arguments("regex:(", 1, "run"))).ShouldBeOneClearError(2, "'('");
        (await Tool.RunAsync(Arguments(At("none"), 1, "run"))).ShouldBeOneClearError(2, At("none"), "--reward");
        (await Tool.RunAsync(Arguments("length:5", 1, "run", "--prompts", At("none.txt")))).ExitCode.ShouldBe(2);   // given twice
        Directory.Exists(At("run")).ShouldBeFalse();
        (await Tool.RunAsync("run", Tool.Tiny, "--out", At("experiment"), "--stop-after", "data")).ExitCode.ShouldBe(0);
        (await Tool.RunAsync(Arguments("length:5", 1, "experiment"))).ShouldBeOneClearError(2, "holds an experiment's run");
    }

    /// <summary>Scores an answer by its length; from some request on, until it is mended, with something that is no number.</summary>
    private sealed class Scorer : IDisposable
    {
        private readonly HttpListener _listener;
        private int _requests, _breaksAt;

        public Scorer(int breaksAt)
        {
            _breaksAt = breaksAt;
            (_listener, var port) = LocalListener.Start("localhost");
            Url = $"http://localhost:{port}/score";
            _ = ServeAsync();
        }

        public string Url { get; }

        public void Mend() => _breaksAt = int.MaxValue;

        public void Dispose() => _listener.Close();

        private async Task ServeAsync()
        {
            try
            {
                while (true)
                {
                    var context = await _listener.GetContextAsync();
                    using var asked = await JsonDocument.ParseAsync(context.Request.InputStream);
                    var scores = asked.RootElement.GetProperty("responses").EnumerateArray().Select(r => r.GetString()!.Length.ToString());
                    if (++_requests >= _breaksAt) scores = scores.Select(_ => "NaN");
                    var body = Encoding.UTF8.GetBytes($"{{\"scores\": [{string.Join(", ", scores)}]}}");
                    context.Response.ContentLength64 = body.Length;
                    await context.Response.OutputStream.WriteAsync(body);
                    context.Response.Close();
                }
            }
            catch (Exception error) when (error is HttpListenerException or ObjectDisposedException)
            {
                // closed at the test's end
            }
        }
    }
}
