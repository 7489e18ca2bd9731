using System.Diagnostics;
using AlwaysOnPolicy.Miniature;

namespace AlwaysOnPolicy.Cli.Tests;

/// <summary>A command that is told to stop ends in order, says what goes on, and does.</summary>
public sealed class StopSignalsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("aop-signals-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string At(string name) => Path.Combine(_folder, name);

    private string[] Answer(string file) =>
    [
        "answer", "--model", At("model"), "--prompts", At("prompts.txt"), "--template", "{question} <sep>", "--samples", "400", "--max-new-tokens", "16",
        "--out", At(file),
    ];

    [Theory]
    [InlineData("HUP", 130), InlineData("KILL", 137)]
    public async Task Answers_that_are_there_are_kept(string signal, int exitCode)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there are no signals");
        MiniatureModel.Write(At("model"), seed: 1);
        await File.WriteAllLinesAsync(At("prompts.txt"), Enumerable.Range(0, 20).Select(i => $"why is topic{i} itchy ?"),
            TestContext.Current.CancellationToken);
        using (var process = Tool.Start(Answer("stopped")))
        {
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            while (!process.HasExited && !File.Exists(At("stopped.unfinished"))) await Task.Delay(1, TestContext.Current.CancellationToken);
            using (var kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"])) await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            process.ExitCode.ShouldBe(exitCode, await errors);
            (await output).ShouldBe("");
            if (exitCode == 130)
                (await errors).ShouldEndWith($"Stopped. What is done is kept in '{At("stopped.unfinished")}'; the same command goes on from there.\n");
        }
        File.Exists(At("stopped")).ShouldBeFalse();
        (await Tool.RunAsync(Answer("stopped"))).ExitCode.ShouldBe(0);
        (await Tool.RunAsync(Answer("whole"))).ExitCode.ShouldBe(0);
        (await File.ReadAllBytesAsync(At("stopped"), TestContext.Current.CancellationToken))
            .ShouldBe(await File.ReadAllBytesAsync(At("whole"), TestContext.Current.CancellationToken));
        Directory.GetFiles(_folder, "*.unfinished").ShouldBeEmpty();
    }
}
