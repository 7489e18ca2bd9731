using System.ComponentModel.DataAnnotations;
using AlwaysOnPolicy.Engine.Settings;

namespace AlwaysOnPolicy.Engine.Tests.Settings;

public sealed class SettingsFileTests
{
    public enum JudgeKind
    {
        Gold,
        LargeLanguageModel,
    }

    public sealed record Sampling
    {
        [Range(0.0, 5.0, MinimumIsExclusive = true)] public double Temperature { get; init; } = 1;
        [Range(0, 1)] public double TopP { get; init; } = 1;
        public int MaxNewTokens { get; init; } = 64;
    }

    public sealed record Ppo : IValidatableObject
    {
        [Range(1, 4096)] public int BatchSize { get; init; } = 16;
        [Range(1, 4096)] public int MiniBatchSize { get; init; } = 8;
        public double? MaxGradNorm { get; init; }
        public Sampling Sampling { get; init; } = new() { MaxNewTokens = 20 };

        public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
        {
            if (BatchSize % MiniBatchSize != 0)
                yield return new ValidationResult($"{BatchSize} is no multiple of mini_batch_size {MiniBatchSize}.", [nameof(BatchSize)]);
        }
    }

    public sealed record Source([property: PathSetting] string Path, string Format = "jsonl", int? Limit = null);

    public sealed record World
    {
        public required string Name { get; init; }
        public ulong Seed { get; init; }
        public bool Dedupe { get; init; } = true;
        public JudgeKind Judge { get; init; }
        [Required, MinLength(1)] public IReadOnlyList<string> Arms { get; init; } = ["vanilla", "sop", "aop"];
        public IReadOnlyList<Source> Sources { get; init; } = [];
        public IReadOnlyDictionary<string, double> Weights { get; init; } = new Dictionary<string, double>();
        public Ppo Ppo { get; init; } = new();
        [PathSetting] public string? Model { get; init; }
        public int StepsTotal => Ppo.BatchSize;
    }

    private static World Parse(string yaml, params string[] overrides) => SettingsFile.Parse<World>(yaml, "run.yaml", "/data/run", overrides);

    private static string Complaint(string yaml, params string[] overrides) =>
        Should.Throw<SettingsException>(() => Parse(yaml, overrides)).Message;

    [Fact]
    public void Every_kind_of_value_is_read()
    {
        var world = Parse("""
            # a comment
            name: first
            seed: 18446744073709551615
            dedupe: false
            judge: large_language_model
            arms: [sop, aop]
            sources:
              - path: a.jsonl
              - { path: /b.jsonl, format: plain, limit: 5 }
            weights:
              askbaking: 0.5
              askvet: 1e-3
            ppo:
              batch_size: 4
              mini_batch_size: 2
              max_grad_norm: 1
              sampling:
                temperature: 0.9
            """);
        world.Name.ShouldBe("first");
        world.Seed.ShouldBe(ulong.MaxValue);
        world.Dedupe.ShouldBeFalse();
        world.Judge.ShouldBe(JudgeKind.LargeLanguageModel);
        world.Arms.ShouldBe(["sop", "aop"]);
        world.Sources.ShouldBe([new Source("/data/run/a.jsonl"), new Source("/b.jsonl", "plain", 5)]);
        world.Weights.ShouldBe(new Dictionary<string, double> { ["askbaking"] = .5, ["askvet"] = .001 });
        world.Ppo.MaxGradNorm.ShouldBe(1);
        world.Ppo.Sampling.Temperature.ShouldBe(.9);
    }

    [Fact]
    public void What_is_not_written_keeps_its_default_also_inside_a_group_written_in_part()
    {
        var world = Parse("name: x\nppo: { sampling: { temperature: 0.5 } }");
        world.Ppo.BatchSize.ShouldBe(16);
        world.Ppo.Sampling.ShouldBe(new Sampling { Temperature = .5, MaxNewTokens = 20 });
        world.Arms.Count.ShouldBe(3);
    }

    [Theory]
    [InlineData("name: x\nppo:\n  btach_size: 4", "run.yaml:3:3: 'ppo.btach_size' is no known setting. Did you mean 'ppo.batch_size'?")]
    [InlineData("name: x\nmax_new_tokens: 4", "run.yaml:2:1: 'max_new_tokens' is no known setting here. Did you mean 'ppo.sampling.max_new_tokens'?")]
    [InlineData("name: x\nppo: {sampling: {zzzzzzzzz: 1}}", "run.yaml:2:18: 'ppo.sampling.zzzzzzzzz' is no known setting. Known here: temperature, top_p, " +
        "max_new_tokens.")]
    [InlineData("name: x\nsteps_total: 4", "run.yaml:2:1: 'steps_total' is no known setting")]
    [InlineData("name: x\nppo:\n  batch_size: four", "run.yaml:3:15: 'ppo.batch_size' is 'four'; it must be a whole number.")]
    [InlineData("name: x\nppo:\n  batch_size: 4.5", "'ppo.batch_size' is '4.5'; it must be a whole number.")]
    [InlineData("name: x\nppo:\n  batch_size: \"4\"", "'ppo.batch_size' is the text \"4\"; it must be a whole number.")]
    [InlineData("name: x\nppo:\n  batch_size: 99999999999", "it must be from -2147483648 to 2147483647.")]
    [InlineData("name: x\nseed: -1", "run.yaml:2:7: 'seed' is -1; it must be from 0 to 18446744073709551615.")]
    [InlineData("name: x\nppo:\n  batch_size: 0", "run.yaml:3:15: 'ppo.batch_size' is 0; it must be from 1 to 4096.")]
    [InlineData("name: x\nppo:\n  batch_size: 6\n  mini_batch_size: 4", "run.yaml:3:15: 'ppo.batch_size': 6 is no multiple of mini_batch_size 4.")]
    [InlineData("name: x\nppo: {sampling: {temperature: 0}}", "run.yaml:2:31: 'ppo.sampling.temperature' is 0; it must be above 0 and at most 5.")]
    [InlineData("name: x\nppo: {sampling: {top_p: 1.4}}", "'ppo.sampling.top_p' is 1.4; it must be from 0 to 1.")]
    [InlineData("name: x\nppo: {sampling: {temperature: .nan}}", "it must be a number")]
    [InlineData("name: x\ndedupe: yes", "run.yaml:2:9: 'dedupe' is 'yes'; it must be true or false.")]
    [InlineData("name: x\njudge: golden", "'judge' is 'golden'; it must be one of: gold, large_language_model. Did you mean gold?")]
    [InlineData("name: x\narms: sop", "run.yaml:2:7: 'arms' is 'sop'; it must be a list.")]
    [InlineData("name: x\narms: []", "run.yaml:2:7: 'arms' is not right;")]
    [InlineData("name: x\nppo: 5", "'ppo' is '5'; it must be a group of settings.")]
    [InlineData("name: [x]", "'name' is a list; it must be one value.")]
    [InlineData("name: x\nppo:\n", "run.yaml:2:5: 'ppo' has no value; it needs one.")]
    [InlineData("name: x\narms: [a, ~]", "'arms[1]' has no value")]
    [InlineData("seed: 1", "run.yaml:1:1: 'name' is missing and has no default.")]
    [InlineData("name: x\nsources:\n- format: plain", "run.yaml:3:3: 'sources[0].path' is missing")]
    [InlineData("name: x\nname: y", "run.yaml:2:1: 'name' is set twice; the first time at run.yaml:1:1.")]
    [InlineData("name: x\n\tseed: 1", "run.yaml:2:")]
    [InlineData("name: [x", "this is not valid YAML")]
    [InlineData("name: *nothing", "'*nothing' refers to an anchor that is not defined")]
    [InlineData("- name", "settings are lines of the form 'key: value'")]
    [InlineData("name: x\n---\nname: y", "a second document begins here")]
    [InlineData("", "run.yaml:1:1: 'name' is missing")]
    public void A_complaint_says_where_what_and_what_is_allowed(string yaml, string message) => Complaint(yaml).ShouldContain(message);

    [Fact]
    public void Deep_nesting_is_refused_before_it_can_do_harm() =>
        Complaint("name: " + new string('[', 200) + new string(']', 200)).ShouldContain("nested more than");

    [Fact]
    public void Anchors_may_be_used_again() =>
        Parse("name: x\nsources: [&a {path: /a}, *a]").Sources.ShouldBe([new Source("/a"), new Source("/a")]);

    [Fact]
    public void Options_are_laid_over_the_file_in_order()
    {
        var world = Parse("name: x\nppo: { batch_size: 4 }", "ppo.mini_batch_size=2", "ppo.sampling.top_p=0.5", "arms=[aop]", "arms=[sop]", "name=a=b",
            "ppo.max_grad_norm=");
        world.Ppo.ShouldBe(new Ppo { BatchSize = 4, MiniBatchSize = 2, Sampling = new Sampling { TopP = .5, MaxNewTokens = 20 } });
        world.Arms.ShouldBe(["sop"]);
        world.Name.ShouldBe("a=b");
        Parse("name: x", "ppo={batch_size: 32}", "ppo.mini_batch_size=4").Ppo.ShouldBe(new Ppo { BatchSize = 32, MiniBatchSize = 4 });
        Parse("", "name=x").Name.ShouldBe("x");
    }

    [Theory]
    [InlineData("{question} <sep>")]
    [InlineData("{question}")]
    [InlineData("[INST] {question}")]
    [InlineData("# heading: {")]
    public void A_text_given_as_an_option_needs_no_quotes(string template) => Parse("", $"name={template}").Name.ShouldBe(template);

    [Theory]
    [InlineData("ppo.batch_size", "--set ppo.batch_size: this is not of the form key=value")]
    [InlineData("=4", "--set =4: this is not of the form key=value")]
    [InlineData("ppo..x=4", "this is not of the form key=value")]
    [InlineData("ppo.batch=4", "--set ppo.batch=4: 'ppo.batch' is no known setting. Did you mean 'ppo.batch_size'?")]
    [InlineData("ppo.batch_size=0", "--set ppo.batch_size=0: 'ppo.batch_size' is 0; it must be from 1 to 4096.")]
    [InlineData("ppo=5", "--set ppo=5: 'ppo' is '5'; it must be a group of settings.")]
    public void A_complaint_about_an_option_names_the_option(string option, string message) => Complaint("name: x", option).ShouldContain(message);

    [Fact]
    public void Paths_count_from_the_files_folder_and_expand_home_and_variables()
    {
        Environment.SetEnvironmentVariable("AOP_TEST_PLACE", "/models");
        Parse("name: x\nmodel: m").Model.ShouldBe("/data/run/m");
        Parse("name: x\nmodel: ../m").Model.ShouldBe("/data/m");
        Parse("name: x\nmodel: /m").Model.ShouldBe("/m");
        Parse("name: x\nmodel: ${AOP_TEST_PLACE}/m").Model.ShouldBe("/models/m");
        Parse("name: x\nmodel: ~/m").Model.ShouldBe(Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), "m"));
        Parse("name: x", "model=m").Model.ShouldBe(Path.Combine(Environment.CurrentDirectory, "m"));
        Parse("name: ${AOP_TEST_PLACE}").Name.ShouldBe("${AOP_TEST_PLACE}");
        Complaint("name: x\nmodel: ${AOP_TEST_NO_SUCH}/m").ShouldContain("run.yaml:2:8: the environment variable AOP_TEST_NO_SUCH is not set");
    }

    [Fact]
    public void What_is_written_reads_back_the_same()
    {
        var world = Parse("name: x\nweights: {b: 1e-5, a: 2}\nsources: [{path: p, limit: 3}]\nmodel: m\nppo: {max_grad_norm: 0.1}");
        var folder = Directory.CreateTempSubdirectory("aop-settings-").FullName;
        try
        {
            var path = Path.Combine(folder, "experiment.yaml");
            SettingsFile.Write(world, path);
            var again = SettingsFile.Load<World>(path);
            again.Sources.ShouldBe([new Source("/data/run/p", Limit: 3)]);
            again.Ppo.ShouldBe(world.Ppo);
            again.Model.ShouldBe("/data/run/m");
            SettingsFile.ToYaml(again).ShouldBe(SettingsFile.ToYaml(world));
            Directory.GetFiles(folder).ShouldHaveSingleItem();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("null")]
    [InlineData("~")]
    [InlineData("")]
    [InlineData(" spaces ")]
    [InlineData("true")]
    [InlineData("007")]
    [InlineData("1e5")]
    [InlineData("{question} <sep>")]
    [InlineData("- a: b # c")]
    [InlineData("two\nlines\n")]
    [InlineData("tab\tquote\"back\\slash' \u2028 é 日本 🎈")]
    [InlineData("*star")]
    [InlineData("a: b")]
    public void Any_text_survives_writing(string text) =>
        Parse(SettingsFile.ToYaml(new World { Name = text })).Name.ShouldBe(text);

    [Fact]
    public void The_written_form_is_plain_to_read() =>
        SettingsFile.ToYaml(new Ppo { MaxGradNorm = 1 }).ShouldBe("""
            batch_size: 16
            mini_batch_size: 8
            max_grad_norm: 1
            sampling:
              temperature: 1
              top_p: 1
              max_new_tokens: 20

            """.ReplaceLineEndings("\n"));

    [Fact]
    public void A_missing_file_is_a_settings_error()
    {
        var error = Should.Throw<SettingsException>(() => SettingsFile.Load<World>("/nowhere/run.yaml"));
        error.Message.ShouldContain("'/nowhere/run.yaml' cannot be read");
        error.ExitCode.ShouldBe(2);
    }
}
