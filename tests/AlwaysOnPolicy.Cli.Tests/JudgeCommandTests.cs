using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using AlwaysOnPolicy.Cli.Commands;
using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Evaluation.Judging;
using AlwaysOnPolicy.Experiments.Judging;
using AlwaysOnPolicy.Experiments.Loop.Settings;

namespace AlwaysOnPolicy.Cli.Tests;

public sealed class JudgeCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("aop-judge-").FullName;

    public JudgeCommandTests()
    {
        File.WriteAllLines(At("a.jsonl"), Enumerable.Range(0, 4).Select(i => JsonSerializer.Serialize(
            new { id = $"q{i}", question = $"Why {i}?", reply = $"because of {i}", answer = $"{i}" })));
        File.WriteAllText(At("b.json"), JsonSerializer.Serialize(Enumerable.Range(0, 4).Select(i => new
        {
            instruction = $"Why {i}?",
            output = "so",
            generator = "base"
        })));
        File.WriteAllText(At("verdicts.json"), JsonSerializer.Serialize(Enumerable.Range(0, 4).Select(i => new
        { instruction = $"Why {i}?", output_1 = "so", output_2 = $"because of {i}", preference = i == 0 ? 1.5 : 2 })));
    }

    private string At(string name) => Path.Combine(_folder, name);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private Task<Tool.Outcome> Judge(params string[] more) => Tool.RunAsync(["judge", "--a", $"mine={At("a.jsonl")}", "--b", $"{At("b.json")}:alpaca_eval",
        "--columns",
        "answer=reply", "--out", At("run"), .. more]);

    [Fact]
    public async Task Two_files_are_judged_after_a_look_that_writes_nothing()
    {
        var plan = await Judge("--judge", $"people=annotations:{At("verdicts.json")}", "--dry-run");
        plan.Output.ShouldContain("3 stages, 0 of them done");
        Directory.Exists(At("run")).ShouldBeFalse();

        var judged = await Judge("--judge", $"people=annotations:{At("verdicts.json")}");
        judged.ExitCode.ShouldBe(0, judged.Error + judged.Output);
        judged.Output.ShouldContain("people: mine won 75.0 % of 4 comparisons");
        var report = JsonNode.Parse(await File.ReadAllTextAsync(At(Path.Combine("run", "judging.json"))))!;
        (report["a"]!.GetValue<string>(), report["b"]!.GetValue<string>()).ShouldBe(("mine", "base"));
        File.Exists(At(Path.Combine("run", "annotations", "people.json"))).ShouldBeTrue();

        (await Judge("--judge", $"people=annotations:{At("verdicts.json")}", "--dry-run")).Output.ShouldNotContain("again");
        File.WriteAllText(At("verdicts.json"), File.ReadAllText(At("verdicts.json")).Replace("1.5", "2"));
        var again = await Judge("--judge", $"people=annotations:{At("verdicts.json")}", "--dry-run");
        again.Output.ShouldContain("1 stage runs again: ");
        again.Output.ShouldContain(" has changed. Kept: 2 stages");
    }

    private static (string[] Overrides, Func<string, string> Say) Read(params string[] options)
    {
        var (arguments, command) = (new JudgeArguments(), new Command("judge"));
        arguments.AddTo(command);
        var (overrides, names) = arguments.Read(command.Parse(options));
        return ([.. overrides], names.Of);
    }

    [Fact]
    public void Options_are_the_settings_that_they_stand_for()
    {
        Read("--a", "mine=x/a.csv", "--prompts", "q.jsonl:arena_hard", "--columns", "answer=reply", "--seed", "3").Overrides.ShouldBe([
            "a.name=\"mine\"", "a.data.path=\"x/a.csv\"", "a.data.format=csv", "a.data.columns.answer=\"reply\"", "prompts.path=\"q.jsonl\"",
            "prompts.format=arena_hard", "prompts.columns.answer=\"reply\"", "seed=3"]);
        var overrides = Read("--judge", "strict=compatible:llama3:8b", "reward:models/rm", "annotations:v.json", "gold", "--endpoint", "http://x/v1",
            "--orders", "single",
            "--reasoning").Overrides;
        var judges = SettingsFile.Parse<JudgingSettings>("", "test", "/", overrides).Judges;
        judges.Select(j => (j.Name, j.Kind)).ShouldBe(
            [("strict", JudgeKind.Chat), (null, JudgeKind.Reward), (null, JudgeKind.Annotations), (null, JudgeKind.Gold)]);
        (judges[0].Chat!.Model, judges[0].Chat!.Endpoint, judges[0].Orders, judges[0].Reasoning).ShouldBe(("llama3:8b", "http://x/v1", JudgeOrders.Single,
            true));
    }

    [Theory]
    [InlineData("rewards:x", "--judge has 'rewards:x'; a judge is one of: open_ai:MODEL,")]
    [InlineData("rewards:x", "Did you mean 'reward:x'?")]
    [InlineData("annotations:", "--judge has 'annotations:'")]
    public void A_judge_that_is_none_is_named(string judge, string message) =>
        Should.Throw<SettingsException>(() => Read("--judge", judge)).Message.ShouldContain(message);

    [Fact]
    public void Messages_are_in_the_commands_words()
    {
        var say = Read("--a", "none.jsonl", "--b", "b.json").Say;
        say("'x', to which a.data.path points, is no file.").ShouldBe("'x', to which --a points, is no file.");
        say("a.data: 2 of the answers left out").ShouldBe("--a: 2 of the answers left out");
        Should.Throw<SettingsException>(() => Read("--a", "a.jsonl:dolly")).Message.ShouldContain("no format of answers; these are: alpaca_eval, jsonl, csv, " +
            "parquet");
    }
}
