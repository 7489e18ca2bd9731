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

    [Fact]
    public void Each_command_that_is_called_has_all_its_options_wherever_its_name_stands()
    {
        var all = App.Commands();
        foreach (var line in all.Subcommands.SelectMany(c => c.Subcommands.Select(s => (string[])[c.Name, s.Name]).Append([c.Name])))
            foreach (var asked in (string[][])[[.. line, "--help"], ["--verbose", "true", .. line, "--help"], ["/h", .. line]])
                Help(App.Commands(asked), asked).ShouldBe(Help(all, asked), string.Join(' ', asked));
    }

    [Theory]
    [InlineData("run", "[suggest:2]", "ru"), InlineData("--dry-run", "[suggest:6]", "run --"), InlineData("--revision", "[suggest:20]", "models fetch x --rev")]
    public void A_shell_that_asks_what_may_follow_is_told_commands_and_options(string told, params string[] args)
    {
        var root = App.Commands(args);
        App.Mistake(args, root.Parse(args)).ShouldBeNull();
        Help(root, args).Split(Environment.NewLine).ShouldContain(told);
    }

    [Fact]
    public void A_file_of_arguments_may_call_any_command_and_its_absence_is_named()
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, "models\nfetch\n--help\n");
            Help(App.Commands([$"@{file}"]), $"@{file}").ShouldContain("--revision");
        }
        finally
        {
            File.Delete(file);
        }
        string[] args = [$"@{file}"];
        App.Mistake(args, App.Commands(args).Parse(args)).ShouldNotBeNull().ShouldContain(file);
    }

    private static string Help(RootCommand root, params string[] args)
    {
        using var output = new StringWriter();
        root.Parse(args.Length == 0 ? ["--help"] : args).Invoke(new InvocationConfiguration { Output = output }).ShouldBe(0);
        return output.ToString();
    }
}
