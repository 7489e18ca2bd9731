using AlwaysOnPolicy.Tests;

namespace AlwaysOnPolicy.Cli.Tests;

/// <summary>Whoever copies a command out of README or samples must find that it works: all are run here, from a folder that holds what a clone holds.</summary>
public sealed class DocumentCommandsTests
{
    private static readonly string[] s_pages = ["README.md", "samples/README.md", "samples/own-data/README.md", "docs/install.md", "docs/first-run.md",
        "docs/own-data.md", "docs/own-reward-model.md", "docs/own-author.md", "docs/report.md", "docs/from-trl.md", "docs/from-llama-factory.md",
        "docs/cluster.md"];

    /// <summary>How commands begin that are not run, and why.</summary>
    private static readonly (string Start, string Why)[] s_notRun =
    [
        ("alias aop=", "gives the tool its short name"),
        ("dotnet test", "is what runs this"),
        ("dotnet pack", "takes minutes; bench/packages.sh runs it"),
        ("dotnet tool install", "installs what was packed; bench/packages.sh runs it"),
        ("aop cluster check", "needs a cluster; bench/ray.sh runs it"),
        ("aop quickstart", "takes 75 s; a small one of its kind runs in KilledRunTests"),
        ("aop run samples/miniature.yaml", "takes as long as quickstart"),
        ("aop annotate", "needs quickstart's run, and people; RaterPageTests runs it"),
        ("samples/simulated-raters.sh", "needs the server of the command before it"),
        ("aop serve", "stays until it is ended; ServeCommandTests runs it"),
        ("aop models fetch", "needs the network"),
        ("aop data fetch", "needs the network"),
        ("dotnet run -c Release --project samples/Samples.ScriptedService", "stays until it is ended; samples/paper-rehearsal.sh runs it"),
        ("aop models inspect openai-community/gpt2-medium", "needs what was fetched"),
        ("aop ppo --model HuggingFaceTB/SmolLM2-135M-Instruct", "needs what was fetched"),
    ];

    [Fact]
    public async Task Every_command_of_the_pages_runs()
    {
        Assert.SkipUnless((await Tool.RunAsync("init", "--help")).ExitCode == 0, "this build has no 'aop init', which makes the model that the commands are " +
            "run on");
        using var clone = new TemporaryFolder();
        CopySamples(clone.Path);
        foreach (var command in Commands().Where(c => s_notRun.All(n => !c.StartsWith(n.Start, StringComparison.Ordinal))))
        {
            var outcome = await Tool.RunInAsync(clone.Path, ShellBlocks.Words(command)[1..]);
            outcome.ExitCode.ShouldBe(0, $"{command}\n{outcome.Output}\n{outcome.Error}");
        }
        File.Exists(Path.Combine(clone.Path, "runs", "experiment", "report", "index.html")).ShouldBeTrue();
    }

    [Fact]
    public void Every_command_that_is_not_run_is_there_and_every_other_is_the_tools()
    {
        var commands = Commands();
        foreach (var (start, why) in s_notRun)
            commands.ShouldContain(c => c.StartsWith(start, StringComparison.Ordinal), $"'{start}' ({why}) is on no page any more");
        commands.Where(c => !c.StartsWith("aop ", StringComparison.Ordinal)
            && s_notRun.All(n => !c.StartsWith(n.Start, StringComparison.Ordinal))).ShouldBeEmpty();
    }

    [Fact]
    public void A_block_is_read_as_a_shell_reads_it()
    {
        const string Page = "text\n```sh\n# first\naop run a.yaml --set 'x={a: 1}' \\\n  --set y=2\n\ndotnet run -c Release --project src/AlwaysOnPolicy.Cli " +
            "-- doctor\n```\n```yaml\naop: no\n```\n";
        ShellBlocks.Commands(Page).ShouldBe(["aop run a.yaml --set 'x={a: 1}' --set y=2", "aop doctor"]);
        ShellBlocks.Words("aop run a.yaml --set 'x={a: 1}' --t \"Q: {question}\"")
            .ShouldBe(["aop", "run", "a.yaml", "--set", "x={a: 1}", "--t", "Q: {question}"]);
    }

    private static string[] Commands() => [.. s_pages.SelectMany(p => ShellBlocks.Commands(File.ReadAllText(Path.Combine(Goldens.RepositoryRoot, p))))
        .Distinct()];

    private static void CopySamples(string clone)
    {
        var samples = Path.Combine(Goldens.RepositoryRoot, "samples");
        foreach (var file in Directory.GetFiles(samples, "*", SearchOption.AllDirectories))
        {
            if (Path.GetRelativePath(samples, file).Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj")) continue;
            var copy = Path.Combine(clone, "samples", Path.GetRelativePath(samples, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }
}
