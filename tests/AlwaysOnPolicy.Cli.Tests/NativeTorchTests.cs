using System.Diagnostics;
using AlwaysOnPolicy.Experiments.Starting;
using AlwaysOnPolicy.Tests;

namespace AlwaysOnPolicy.Cli.Tests;

/// <summary>Commands that only look are quick because they do without the native torch library, whose loading takes a second.</summary>
public sealed class NativeTorchTests
{
    [Fact]
    public async Task Looking_at_a_model_and_at_an_experiment_loads_no_torch()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The loader of other systems does not say what it loads.");
        using var folder = new TemporaryFolder();
        var (texts, model) = (Path.Combine(folder.Path, "texts.txt"), Path.Combine(folder.Path, "tiny"));
        await File.WriteAllTextAsync(texts, string.Join('\n', Enumerable.Range(0, 30).Select(i => $"A text number {i} about rain.")));
        TinyModel.Write(model, [texts], seed: 1);
        (await LoadedAsync("models", "inspect", model)).ShouldNotContain("libtorch");
        (await LoadedAsync("run", Tool.Tiny, "--out", Path.Combine(folder.Path, "run"), "--dry-run")).ShouldNotContain("libtorch");
        (await LoadedAsync("models", "inspect", model, "--verify")).ShouldContain("libtorch");
    }

    /// <summary>What the loader says that it loaded.</summary>
    private static async Task<string> LoadedAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "aop.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["LD_DEBUG"] = "files";
        using var process = Process.Start(start)!;
        var (output, loaded) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, await output);
        return await loaded;
    }
}
