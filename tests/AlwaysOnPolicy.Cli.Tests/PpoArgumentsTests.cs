using AlwaysOnPolicy.Cli.Commands;
using AlwaysOnPolicy.Cli.Console;
using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Experiments.Data;
using AlwaysOnPolicy.Experiments.PpoAlone;

namespace AlwaysOnPolicy.Cli.Tests;

/// <summary>What is written on the command line of <c>aop ppo</c>, and the settings it stands for.</summary>
public sealed class PpoArgumentsTests
{
    private static PpoSettings Settings(string? reward = null, string? prompts = null, int? steps = null, int? passes = null, string yaml = "",
        params string[] set) =>
        SettingsFile.Parse<PpoSettings>(yaml, "ppo.yaml", "/runs", [.. PpoArguments.Overrides("m", reward, prompts, steps, passes, null), .. set]);

    [Theory]
    [InlineData("regex:a")]
    [InlineData("regex:(?i)\\bplease\\b: \"now\" {2} # no comment")]
    [InlineData("regex: two spaces ")]
    [InlineData("regex:null")]
    [InlineData("regex:http://")]
    public void A_pattern_is_taken_as_it_stands(string text) => Settings(text).Reward.ShouldBe(
        new RewardSource { Regex = new() { Pattern = text["regex:".Length..] } });

    [Fact]
    public void Each_kind_of_reward_is_known_by_its_beginning()
    {
        Settings("length:20").Reward.ShouldBe(new RewardSource { Length = new() { Target = 20 } });
        Settings("length:20:tokens").Reward.ShouldBe(new RewardSource { Length = new() { Target = 20, Unit = LengthUnit.Tokens } });
        Settings("https://host:8000/score?v=1").Reward.ShouldBe(new RewardSource { Scorer = new() { Url = "https://host:8000/score?v=1" } });
        Settings("my/models/rm").Reward.ShouldBe(new RewardSource { Model = Path.GetFullPath("my/models/rm") });
        Settings("owner/name").Reward.ShouldBe(new RewardSource { Model = "owner/name" });   // of the hub's cache
        Settings("regex:a", set: "reward.regex.count=true").Reward.Regex!.Count.ShouldBeTrue();
    }

    [Fact]
    public void A_file_may_name_its_columns_itself()
    {
        string[] columns = [.. PpoArguments.Columns(["question=frage", "domain=thema"])];
        Settings(prompts: "fragen.csv", set: columns).Prompts!.Columns.ShouldBe(new DataColumns { Question = "frage", Domain = "thema" });
        PpoArguments.Names([.. columns, "prompts.path=fragen.csv"]).Of("say prompts.columns.id: NAME").ShouldBe("say --columns id=NAME");
    }

    [Theory, InlineData("length:"), InlineData("length:0"), InlineData("length:-3"), InlineData("length:3:letters"), InlineData("length:3:words:4"),
        InlineData("length:many")]
    public void What_is_no_length_is_refused(string text) => Should.Throw<SettingsException>(() => Settings(text)).Message.ShouldContain($"'{text}'");

    [Theory]
    [InlineData("lenght:8", "Did you mean 'length:8'?")]
    [InlineData("regx:a:b", "Did you mean 'regex:a:b'?")]
    [InlineData("judge:x", "these are: length:N, length:N:tokens, regex:PATTERN, http://…, https://…")]
    public void A_form_that_is_none_is_told_with_those_that_are(string text, string says) =>
        Should.Throw<SettingsException>(() => Settings(text)).Message.ShouldContain(says);

    [Theory]
    [InlineData("a.txt", "a.txt", DataFormat.Text)]
    [InlineData("a.CSV", "a.CSV", DataFormat.Csv)]
    [InlineData("a.tsv", "a.tsv", DataFormat.Csv)]
    [InlineData("a.parquet", "a.parquet", DataFormat.Parquet)]
    [InlineData("a.jsonl.gz", "a.jsonl.gz", DataFormat.Jsonl)]
    [InlineData("shp/*/train.json:shp", "shp/*/train.json", DataFormat.Shp)]
    [InlineData("a.dat:text", "a.dat", DataFormat.Text)]
    [InlineData("odd:name.txt", "odd:name.txt", DataFormat.Text)]
    public void A_prompts_format_is_named_or_told_by_its_ending(string text, string path, DataFormat format)
    {
        var prompts = Settings(prompts: text).Prompts!;
        (prompts.Path, prompts.Format).ShouldBe((Path.GetFullPath(path), format));
    }

    [Fact]
    public void A_column_is_named_by_a_setting() =>
        Settings(prompts: "a.csv", set: "prompts.columns.question=instruction").Prompts!.Columns.Question.ShouldBe("instruction");

    [Fact]
    public void An_option_goes_before_the_file_and_a_setting_before_both()
    {
        const string Yaml = "model: other\nsteps: 7\nreward: { regex: { pattern: a } }\nppo: { batch_size: 4, mini_batch_size: 4 }\n";
        var settings = Settings("length:3", steps: 9, yaml: Yaml);
        (settings.Model, settings.Steps, settings.Ppo.BatchSize).ShouldBe((Path.GetFullPath("m"), 9, 4));
        settings.Reward.ShouldBe(new RewardSource { Length = new() { Target = 3 } });
        Settings(passes: 3, yaml: Yaml).ShouldSatisfyAllConditions(s => s.Steps.ShouldBeNull(), s => s.Passes.ShouldBe(3));
        Settings(steps: 9, set: "steps=11").Steps.ShouldBe(11);
        Settings(yaml: Yaml).Reward.Regex!.Pattern.ShouldBe("a");
    }

    [Fact]
    public void Steps_and_passes_are_not_given_both() => Should.Throw<SettingsException>(() => Settings(steps: 1, passes: 1)).Message.ShouldContain("--passes");

    [Theory]
    [InlineData("'x', to which prompts.path points, is no file.", "'x', to which --prompts points, is no file.")]
    [InlineData("'x', to which model points, is no model folder", "'x', to which --model points, is no model folder")]
    [InlineData("'x', to which reward.model points, is no model folder", "'x', to which --reward points, is no model folder")]
    [InlineData("--set steps=0: 'steps' is 0; it must be from 1", "--steps 0: '--steps' is 0; it must be from 1")]
    [InlineData("say what the file calls its columns: prompts.columns.question: NAME.", "say what the file calls its columns: --columns question=NAME.")]
    [InlineData("another format (prompts.format)", "another format (--prompts)")]
    [InlineData("--set saved_type=bf16: 'saved_type' is 'bf16'", "--saved-type bf16: '--saved-type' is 'bf16'")]
    [InlineData("the model steps on prompts.paths and reward.models", "the model steps on prompts.paths and reward.models")]
    public void Messages_name_the_options_that_were_given(string text, string said)
    {
        PpoArguments.Names(PpoArguments.Overrides("m", "r", "p.txt", 0, null, null, "bf16")).Of(text).ShouldBe(said);
        PpoArguments.Names(PpoArguments.Overrides(null, null, null, null, null, 3)).Of(text).ShouldBe(text);
    }

    [Fact]
    public async Task An_error_keeps_its_exit_code_in_other_words()
    {
        var names = new OptionNames(("prompt_format.template", "--template"));
        (await Should.ThrowAsync<UserErrorException>(() => names.SayAsync(
            () => throw new SettingsException("Set prompt_format.template.")))).ShouldSatisfyAllConditions(
            e => e.Message.ShouldBe("Set --template."), e => e.ExitCode.ShouldBe(2));
        (await Should.ThrowAsync<UserErrorException>(() => names.SayAsync(() => throw new DataException("Set prompt_format.template.")))).ExitCode.ShouldBe(1);
        (await names.SayAsync(() => Task.FromResult(7))).ShouldBe(7);
    }
}
