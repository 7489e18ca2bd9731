using AlwaysOnPolicy.Cli.Console;

namespace AlwaysOnPolicy.Cli.Tests;

/// <summary>What a new user types wrongly, and what is said of it.</summary>
public sealed class MistakeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("aop-mistakes-").FullName;

    public MistakeTests() => File.WriteAllLines(At("kunden.csv"), ["question;thema", "Wo ist mein Paket?;Versand", "Wann kommt die Rechnung?;Zahlung"]);

    private string At(string name) => Path.Combine(_folder, name);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("'--modell' is no option of 'aop answer'. Did you mean '--model'?", "answer", "--modell", "x", "--prompts", "y")]
    [InlineData("'--againts' is no option of 'aop chat'. Did you mean '--against'?", "chat", "x", "--againts", "y")]
    [InlineData("'--heldout' is no option of 'aop reward train'. Did you mean '--held-out'?", "reward", "train", "--model", "x", "--pairs",
        "a", "--heldout", "5")]
    [InlineData("'--dryrun' is no option of 'aop run'. Did you mean '--dry-run'?", "run", "x.yaml", "--dryrun")]
    [InlineData("'--xyzzy' is no option of 'aop status'. It has: --help, --verbose.", "status", "--xyzzy")]
    [InlineData("--as has 'pair'; it takes one of: questions, demonstrations, pairs, answers. Did you mean 'pairs'?", "data", "check", "--file", "x", "--as",
        "pair")]
    [InlineData("'--tiny' is empty: give a folder, or leave it out.", "init", "--tiny", "")]
    [InlineData("'--name' is empty: give a name, or leave it out.", "serve", "x", "--name", " ")]
    [InlineData("The argument 'model' is empty.", "chat", "")]
    [InlineData("--saved-type has 'floatt32'; it takes one of: ", "sft", "--saved-type", "floatt32")]
    public async Task A_mistyped_option_or_word_is_named_with_the_nearest(string says, params string[] arguments) =>
        (await Tool.RunAsync(arguments)).ShouldBeOneClearError(2, says);

    [Fact]
    public async Task A_file_or_folder_of_another_kind_than_is_asked_for_is_told_with_what_to_type()
    {
        var check = await Tool.RunAsync("data", "check", At("kunden.csv"));
        check.ExitCode.ShouldBe(0, check.Error);
        check.Output.ShouldContain("kunden.csv");
        (await Tool.RunAsync("run", At("kunden.csv"))).ShouldBeOneClearError(2, "is a data file", $"aop init --experiment --questions {At("kunden.csv")}",
            $"aop data check {At("kunden.csv")}");
        (await Tool.RunAsync("run", _folder)).ShouldBeOneClearError(2, "is a folder; a settings file is asked for");
        (await Tool.RunAsync("data", "check", "--file", _folder)).ShouldBeOneClearError(2, "to which --file points, is a folder",
            Path.Combine(_folder, "*.jsonl"));
        (await Tool.RunAsync("models", "inspect", At("none"))).ShouldBeOneClearError(2, $"There is no folder '{At("none")}'", "aop init --tiny");
        (await Tool.RunAsync("status", At("kunden.csv"))).ShouldBeOneClearError(2, "is a file: name the folder that a run was given with --out");
    }

    [Fact]
    public async Task Init_without_a_terminal_says_so_and_names_the_options()
    {
        var outcome = await Tool.RunWithoutInputAsync("init");
        outcome.ExitCode.ShouldBe(2, outcome.Output);
        outcome.Error.ShouldContain("note: There is no terminal to answer in");
        outcome.Error.ShouldContain("Error: 'aop init' needs --model: give it, or answer the question.");
        (await Tool.RunWithoutInputAsync("init", "--experiment", "--model", "x")).Error.ShouldContain("An experiment needs --demonstrations: give it");
    }

    [Theory]
    [InlineData("a\u001b[2Jb\rc\u0007", "a␛[2Jb␍c␇")]
    [InlineData("\u009b31m\u007f\u202eabc", "\\u009b31m␡\\u202eabc")]
    [InlineData("Grüße\n\tso 😀", "Grüße\n\tso 😀")]
    public void What_would_steer_a_terminal_is_shown(string text, string shown) => VisibleText.Of(text).ShouldBe(shown);

    [Fact]
    public void An_answer_in_json_holds_no_control_character() => System.Text.Json.JsonSerializer.Serialize("a\u001b\u009b\u007f",
        Engine.ArtifactJson.Compact).ShouldAllBe(c => !char.IsControl(c));

    [Fact]
    public async Task A_setting_that_many_places_have_is_explained_once()
    {
        var lines = (await Tool.RunAsync("settings", "max_odd_share")).Output.Split('\n');
        lines.Count(l => l.StartsWith("  meaning", StringComparison.Ordinal)).ShouldBe(1);
        lines.Count(l => l.EndsWith(".max_odd_share", StringComparison.Ordinal)).ShouldBeGreaterThan(5);
    }
}
