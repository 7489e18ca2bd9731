using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Experiments.Tests.Loop;

namespace AlwaysOnPolicy.Cli.Tests;

/// <summary>A process that is killed at random moments, and what a run makes of it afterwards.</summary>
public sealed class KilledRunTests
{
    private static readonly string[] s_small = ["--set", "loop.arms=[vanilla, aop]", "--set", "ppo.ppo_epochs=4"];

    [Fact]
    public async Task A_run_killed_several_times_repeats_only_what_was_unfinished_and_ends_like_one_left_alone()
    {
        var folder = Directory.CreateTempSubdirectory("aop-killed-").FullName;
        var (killed, whole) = (Path.Combine(folder, "killed"), Path.Combine(folder, "whole"));
        var random = new Random(7);
        foreach (var lines in new[] { 2, 5, 4 })
        {
            await KillAfterAsync(lines, TimeSpan.FromMilliseconds(random.Next(150)), killed);
            var finished = Stages(killed);
            finished.Count.ShouldBeGreaterThanOrEqualTo(lines - 1);

            // What is there stays as it is through the next kill.
            await KillAfterAsync(1, TimeSpan.FromMilliseconds(random.Next(50)), killed);
            foreach (var (stage, started) in finished) Stages(killed)[stage].ShouldBe(started);
        }
        var before = Stages(killed);
        (await Tool.RunAsync(["run", Tool.Tiny, "--out", killed, .. s_small])).ExitCode.ShouldBe(0);
        (await Tool.RunAsync(["run", Tool.Tiny, "--out", whole, .. s_small])).ExitCode.ShouldBe(0);

        foreach (var (stage, started) in before) Stages(killed)[stage].ShouldBe(started);
        TinyExperiment.Artifacts(killed).ShouldBe(TinyExperiment.Artifacts(whole));
        Directory.GetFileSystemEntries(Path.Combine(killed, "stages"), ".*").ShouldBeEmpty();
        var log = new RunFolder(killed).ReadLog();
        log.Where(l => l.Event == "stage_finished").Select(l => l.Stage).ShouldBeUnique();   // a kill between a stage's end and its line leaves none
        log.Where(l => l.Event is "stage_finished" or "stage_reused").Select(l => l.Stage).Distinct().Count().ShouldBe(Stages(whole).Count);
        log.Count(l => l.Event == "run_finished").ShouldBe(1);
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Starts the run, waits for so many lines about stages, a little longer, and kills it without warning.</summary>
    private static async Task KillAfterAsync(int lines, TimeSpan longer, string folder)
    {
        using var process = Tool.Start(["run", Tool.Tiny, "--out", folder, .. s_small]);
        var errors = process.StandardError.ReadToEndAsync();
        for (var i = 0; i < lines;)
            if (await process.StandardOutput.ReadLineAsync() is not { } line) Assert.Fail($"the run ended by itself: {await errors}");
            else if (!line.StartsWith("note", StringComparison.Ordinal)) i++;   // such as that the run before was killed
        await Task.Delay(longer);
        process.HasExited.ShouldBeFalse("the run was over before it could be killed");
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>The finished stages with the moment at which each was started.</summary>
    private static Dictionary<string, DateTimeOffset> Stages(string folder) => new RunFolder(folder).FinishedStages().ToDictionary(s => s.Key, s => s.Started);
}
