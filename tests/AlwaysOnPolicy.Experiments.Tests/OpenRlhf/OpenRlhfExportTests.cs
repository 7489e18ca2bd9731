using System.Diagnostics;
using System.Text.RegularExpressions;
using AlwaysOnPolicy.Experiments.Loop;
using AlwaysOnPolicy.Experiments.OpenRlhf;
using AlwaysOnPolicy.Experiments.Tests.Loop;
using AlwaysOnPolicy.Learning.Ppo;
using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Tests;

namespace AlwaysOnPolicy.Experiments.Tests.OpenRlhf;

public sealed partial class OpenRlhfExportTests(TinyRun tiny) : IClassFixture<TinyRun>
{
    private static readonly HashSet<string> s_known = [.. File.ReadLines(Goldens.Material("openrlhf/flags-0.11.0.txt"))];

    [Fact]
    public async Task An_iterations_prompts_go_out_with_their_domains_as_the_policy_sees_them()
    {
        using var folder = new TemporaryFolder();
        var made = await OpenRlhfExport.WriteAsync(tiny.Folder, "aop", 1, Path.Combine(folder.Path, "job"), Cancel);
        var lines = OpenRlhfPrompt.Read(Path.Combine(made.Folder, OpenRlhfExport.PromptsFile));
        var run = new RunPrompts(tiny.Folder);
        var asked = (await run.TrainedOnAsync(run.Settings.Loop.Arms.Single(a => a.Name == "aop"), 1, Cancel))!;
        lines.Select(l => (l.Id, l.Domain, l.Question)).ShouldBe(asked.Select(q => (q.Id, q.Domain ?? "", q.Text)));
        var format = PromptFormat.Load(Path.Combine(tiny.Folder, "policies", "sft"), run.Settings.PromptFormat);
        foreach (var line in lines) format.Tokenizer.Encode(line.Input, addSpecialTokens: false).ShouldBe(format.EncodePrompt(line.Question));
        made.AnchorMoves.ShouldBeFalse();
        made.Serve.ShouldContain("--ending");
        var flags = Flag().Matches(await File.ReadAllTextAsync(Path.Combine(made.Folder, OpenRlhfExport.ScriptFile), Cancel)).Select(m => m.Value).ToArray();
        flags.Length.ShouldBeGreaterThan(20);
        flags.Except(s_known).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_not_there_is_named()
    {
        using var folder = new TemporaryFolder();
        async Task<string> RefusedAsync(string? arm, int iteration, string to) => (await Should.ThrowAsync<SettingsException>(
            () => OpenRlhfExport.WriteAsync(tiny.Folder, arm, iteration, Path.Combine(folder.Path, to), Cancel))).Message;
        (await RefusedAsync(null, 1, "job")).ShouldContain("--arm");
        (await RefusedAsync("nobody", 1, "job")).ShouldContain("nobody");
        (await RefusedAsync("aop", 99, "job")).ShouldContain("99");
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "there"), "", Cancel);
        (await RefusedAsync("aop", 1, "")).ShouldContain("--out");
        Directory.EnumerateFileSystemEntries(folder.Path).Count().ShouldBe(1);
    }

    [Fact]
    public void Settings_of_every_kind_have_flags_that_OpenRLHF_knows()
    {
        PpoOptions[] all =
        [
            new(), new() { AdaptiveKl = false, MaxGradNorm = 0.5, EntropyCoef = 0.1, ScoreClip = 3 },
            new() { Advantages = AdvantageEstimator.Rloo, AnswersPerPrompt = 4 }, new() { Advantages = AdvantageEstimator.Grpo, AnswersPerPrompt = 4 },
        ];
        foreach (var ppo in all) OpenRlhfFlags.Of(ppo, new(), 2, 100, 256, 1).Select(f => f.Flag).Except(s_known).ShouldBeEmpty();
        OpenRlhfFlags.Of(all[2], new(), 2, 100, 256, 1).ShouldContain(("--rollout.batch_size", "4"));
        OpenRlhfFlags.Of(all[0], new() { MaxNewTokens = 64 }, 2, 100, 256, 1).ShouldContain(("--data.max_len", "320"));
    }

    [Fact]
    public async Task A_batch_that_GPUs_cannot_share_ends_the_script_before_anything_starts()
    {
        Assert.SkipUnless(File.Exists("/bin/bash"), "there is no bash");
        using var folder = new TemporaryFolder();
        var script = Path.Combine(folder.Path, OpenRlhfExport.ScriptFile);
        await File.WriteAllTextAsync(script, RayJob.Script(OpenRlhfFlags.Of(new() { MiniBatchSize = 8 }, new(), 2, 100, 256, 1)), Cancel);
        var start = new ProcessStartInfo("/bin/bash", [script]) { RedirectStandardError = true };
        foreach (var name in new[] { "MODEL", "REWARD_URL", "OUT" }) start.Environment[name] = "x";
        start.Environment["GPUS"] = "3";
        using var process = Process.Start(start)!;
        (await process.StandardError.ReadToEndAsync(Cancel)).ShouldContain("The 8 answers");
        await process.WaitForExitAsync(Cancel);
        process.ExitCode.ShouldBe(2);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [GeneratedRegex(@"(?<=\s)--[a-z0-9_.]+")]
    private static partial Regex Flag();
}
