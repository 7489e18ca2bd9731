using System.CommandLine;

namespace AlwaysOnPolicy.Cli.Tests;

/// <summary>Errors end in one message and the exit code that the tool promises.</summary>
public sealed class AppTests
{
    [Theory]
    [InlineData(2, "run")]                                  // no file named
    [InlineData(2, "frobnicate")]
    [InlineData(2, "quickstart", "--seeds", "0")]
    [InlineData(2, "quickstart", "--set", "loop.iteratons=2")]
    [InlineData(2, "run", "no-such-file.yaml", "--seeds", "1-2")]
    [InlineData(0, "doctor")]
    [InlineData(0, "doctor", "--json")]
    [InlineData(2, "models", "fetch", "not a name")]
    [InlineData(2, "models", "fetch", "own/tiny", "--revision", "../up")]
    [InlineData(2, "models", "inspect")]                     // no model named
    [InlineData(1, "models", "inspect", "no/such-model-here")]
    [InlineData(2, "compare")]
    [InlineData(1, "compare", "no-label")]                   // a folder is its own label
    [InlineData(1, "compare", "a=no/such/folder")]
    [InlineData(0, "--help")]
    [InlineData(0)]                                         // nothing asked: help
    public async Task The_exit_code_says_what_went_wrong(int expected, params string[] args) => (await App.RunAsync(args)).ShouldBe(expected);

    [Fact]
    public void The_list_of_commands_needs_none_of_their_options()
    {
        var list = Help(App.Commands(["--help"]));
        list.ShouldContain("dashboard <run>");
        list.ShouldBe(Help(App.Commands()));
        App.Commands(["--verbose", "run", "--help"]).Subcommands.Where(c => c.Options.Count > 0).Select(c => c.Name).ShouldBe(["run"]);
    }

    private static string Help(RootCommand root)
    {
        using var output = new StringWriter();
        root.Parse(["--help"]).Invoke(new InvocationConfiguration { Output = output }).ShouldBe(0);
        return output.ToString();
    }
}
