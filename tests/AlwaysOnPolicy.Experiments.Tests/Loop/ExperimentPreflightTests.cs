using AlwaysOnPolicy.Experiments.Loop;
using AlwaysOnPolicy.Experiments.Preflight;

namespace AlwaysOnPolicy.Experiments.Tests.Loop;

/// <summary>What an experiment would fail of, or does and nobody meant, is said before it begins.</summary>
public sealed class ExperimentPreflightTests : IDisposable
{
    private readonly FilesExperiment _files = new();

    public void Dispose() => _files.Dispose();

    private Findings Look(params string[] overrides) => ExperimentPreflight.Look(_files.Settings(overrides), _files.At("run"));

    private void Edit(string model, string key, string json)
    {
        var file = Path.Combine(_files.At(model), "config.json");
        var config = System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllText(file))!;
        config[key] = System.Text.Json.Nodes.JsonNode.Parse(json);
        File.WriteAllText(file, config.ToJsonString());
    }

    [Fact]
    public void Settings_that_go_together_have_no_finding_and_leave_nothing_behind()
    {
        var findings = Look();
        findings.Errors.ShouldBeEmpty();
        // of the made-up things, and a small world's
        findings.Warnings.ShouldAllBe(w => w.StartsWith("The tokenizer does not know") || w.StartsWith("5 held-out pairs"));
        Directory.Exists(_files.At("run")).ShouldBeFalse();
        Directory.GetFileSystemEntries(_files.Folder, ".*").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("model", "mamba2")]
    [InlineData("encoder", "vit")]
    public void An_architecture_that_is_not_built_is_refused(string model, string type)
    {
        Edit(model, "model_type", $"\"{type}\"");
        Look().Errors.ShouldHaveSingleItem().ShouldContain($"'{type}'");
    }

    [Fact]
    public void A_model_without_a_template_of_its_own_needs_one() =>
        Look("prompt_format.template=chat").Errors.ShouldHaveSingleItem().ShouldContain("has no chat template");

    [Fact]
    public void A_template_without_a_place_for_the_question_is_refused() =>
        Look("prompt_format.template=Question:").Errors.ShouldHaveSingleItem().ShouldContain("prompt_format.template is 'Question:'");

    [Fact]
    public void A_model_in_no_form_that_scores_is_no_reward_model()
    {
        Look($"reward.model={_files.At("model")}").Errors.ShouldHaveSingleItem().ShouldContain("this reward model has no chat template");
        Look($"reward.model={_files.At("encoder")}").Errors.ShouldHaveSingleItem().ShouldContain("is an encoder without a classifier's head");
    }

    [Fact]
    public void Answers_and_prompts_must_fit_the_positions()
    {
        Look("sampling.max_new_tokens=4000").Errors.ShouldAllBe(e => e.Contains("sampling.max_new_tokens"));
        Look("sampling.max_new_tokens=4000").Errors.Count.ShouldBe(2);   // of probe and test, of the pool
        var longAnswer = string.Join(' ', Enumerable.Repeat("moisten the starter .", 200));
        _files.Write("demonstrations.jsonl", i => $$"""{"question": "why is thing{{i}} dry ?", "answer": "{{longAnswer}}"}""");
        Look("sft.max_answer_tokens=4000").Errors.ShouldHaveSingleItem().ShouldContain("The longest of the demonstrations has");
        var cut = Look("sft.max_answer_tokens=16");
        cut.Errors.ShouldBeEmpty();
        cut.Warnings.ShouldContain(w => w.StartsWith("38 of the 38 answers of the demonstrations, 100 %, are longer than 16 tokens (sft.max_answer_tokens)"));
    }

    [Fact]
    public void A_run_that_makes_little_sense_is_said_so()
    {
        Look().Warnings.ShouldContain(w => w.StartsWith("5 held-out pairs (files.preferences.held_out_pairs) measure the reward model"));
        Look("loop.passes_per_prompt=1").Warnings.ShouldContain(w => w.StartsWith("An iteration is a single step of PPO, of 8 answers"));
        Look("reward.max_answer_tokens=2").Warnings.ShouldContain(w => w.Contains(
            "answers of the preference pairs, 100 %, are longer than 2 tokens (reward.max_answer_tokens)"));
    }

    [Theory]
    [InlineData("pairs.jsonl", "chosen", "files.preferences.data.columns.chosen: NAME")]
    [InlineData("pairs.jsonl", "rejected", "files.preferences.data.columns.rejected: NAME")]
    [InlineData("demonstrations.jsonl", "answer", "files.demonstrations.data.columns.answer: NAME")]
    [InlineData("probe.jsonl", "question", "files.probe.data.columns.question: NAME")]
    [InlineData("pool.jsonl", "question", "files.pool[0].columns.question: NAME")]
    public void A_column_that_is_missing_is_named_with_its_setting(string file, string column, string setting)
    {
        File.WriteAllText(_files.At(file), File.ReadAllText(_files.At(file)).Replace($"\"{column}\"", "\"other\"", StringComparison.Ordinal));
        var error = Look().Errors.ShouldHaveSingleItem();
        error.ShouldContain($"{file}': column '{column}' is missing");
        error.ShouldContain(setting);
    }

    [Fact]
    public void A_format_without_such_rows_is_refused() =>
        Look("files.preferences.data.format=dolly").Errors.ShouldHaveSingleItem().ShouldContain("files of the format dolly hold no pairs");

    [Theory]
    [InlineData("files.demonstrations.limit=500", "files.demonstrations.limit is 500, and there are 38 demonstrations beside those for validation")]
    [InlineData("files.preferences.training_pairs=500", "files.preferences.training_pairs is 500, and there are 15 pairs to train on")]
    [InlineData("loop.author_calls=100", "An iteration takes 400 prompts (loop.author_calls × loop.prompts_per_call), and the pool has 40 questions")]
    public void Sizes_that_the_rows_do_not_fill_are_noted(string setting, string note)
    {
        var findings = Look(setting);
        findings.Errors.ShouldBeEmpty();
        findings.Warnings.ShouldContain(w => w.StartsWith(note));
    }

    [Fact]
    public void More_rows_held_out_than_there_are_is_an_error()
    {
        Look("files.demonstrations.validation=40").Errors.ShouldHaveSingleItem().ShouldContain("files.demonstrations.validation");
        Look("files.preferences.held_out_pairs=20").Errors.ShouldHaveSingleItem().ShouldContain("lower files.preferences.held_out_pairs");
    }

    [Fact]
    public void A_pool_that_is_held_out_elsewhere_is_empty()
    {
        File.Copy(_files.At("probe.jsonl"), _files.At("pool.jsonl"), overwrite: true);
        Look().Errors.ShouldHaveSingleItem().ShouldStartWith("The pool is empty");
    }

    [Fact]
    public void A_question_that_is_probed_and_tested_ends_the_run_and_other_overlaps_only_leave_rows_out()
    {
        File.Copy(_files.At("probe.jsonl"), _files.At("test.jsonl"));
        Look($"files.test={{data: {{path: {_files.At("test.jsonl")}}}}}").Errors.ShouldHaveSingleItem().ShouldContain("the probe questions");
        DataCheckRun.Of(_files.Settings($"files.test={{data: {{path: {_files.At("test.jsonl")}}}}}")).Overlaps.ShouldHaveSingleItem().Fatal.ShouldBeTrue();

        File.AppendAllText(_files.At("pool.jsonl"), File.ReadAllLines(_files.At("probe.jsonl"))[0] + "\n");
        Look().Errors.ShouldBeEmpty();
    }

    [Fact]
    public void Opposite_pairs_are_noted_with_their_places()
    {
        File.AppendAllText(_files.At("pairs.jsonl"), """{"question": "how is topic3 ?", "chosen": "ask .", "rejected": "soothe ."}""" + "\n");
        var sentence = "files.preferences.data: 1 of the pairs say the opposite of an earlier one (the same question and answers, the other one preferred), " +
            "such as pairs.jsonl:41 against pairs.jsonl:4.";
        Look().Warnings.ShouldContain(sentence);
        DataCheckRun.Of(_files.Settings()).Notes.ShouldContain(sentence);
    }

    [Fact]
    public void Answers_of_others_must_answer_some_of_the_test_prompts()
    {
        var file = _files.At("others.jsonl");
        File.WriteAllText(file, """{"question": "Else?", "answer": "x"}""" + "\n");
        Look($"evaluation.against=[{{ data: {{ path: {file} }} }}]").Errors.ShouldHaveSingleItem()
            .ShouldStartWith($"evaluation.against[0]: '{file}' answers none of the ");
        var questions = File.ReadLines(_files.At("pairs.jsonl")).Select(l => System.Text.Json.Nodes.JsonNode.Parse(l)!["question"]!.GetValue<string>());
        File.AppendAllLines(file, questions.Distinct().Select(q => System.Text.Json.JsonSerializer.Serialize(new { question = q, answer = "x" })));
        Look($"evaluation.against=[{{ data: {{ path: {file} }} }}]").Errors.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("files.base_model")]
    [InlineData("files.encoder")]
    [InlineData("reward.model")]
    [InlineData("files.pool")]
    public void A_wrong_path_is_a_wrong_setting(string setting)
    {
        var nowhere = _files.At("nowhere");
        var findings = Look(setting == "files.pool" ? $"files.pool=[{{path: {nowhere}}}]" : $"{setting}={nowhere}");
        findings.Errors.ShouldHaveSingleItem().ShouldContain($"'{nowhere}', to which {setting}");
        Should.Throw<SettingsException>(findings.Require).ExitCode.ShouldBe(2);
    }

    [Fact]
    public void All_errors_are_said_at_once()
    {
        Edit("model", "model_type", "\"mamba2\"");
        var findings = Look($"reward.model={_files.At("nowhere")}", $"files.encoder={_files.At("nowhere")}");
        findings.Errors.Count.ShouldBe(3);
        Should.Throw<SettingsException>(findings.Require).Message.ShouldStartWith("3 things stand in the way of this run.");
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_said_whatever_the_world()
    {
        File.WriteAllText(_files.At("file"), "");
        foreach (var settings in new[] { _files.Settings(), TinyExperiment.Settings() })
            ShouldBeRefused(ExperimentPreflight.Look(settings, Path.Combine(_files.At("file"), "deep", "run")), $"'{_files.At("file")}' is a file");
        if (OperatingSystem.IsLinux()) ShouldBeRefused(ExperimentPreflight.Look(TinyExperiment.Settings(), "/proc/x"), "nothing can be made in '/proc'");

        static void ShouldBeRefused(Findings findings, string why)
        {
            findings.Errors.ShouldHaveSingleItem().ShouldContain(why);
            Should.Throw<SettingsException>(findings.Require).ExitCode.ShouldBe(2);
        }
    }

    [Fact]
    public void A_disk_that_is_too_small_is_noted_with_sizes_that_are_not_nothing()
    {
        var findings = new Findings();
        DiskLook.Look(findings, _files.At("run"), parameters: 1, copies: 1);
        findings.Warnings.ShouldBeEmpty();
        DiskLook.Look(findings, _files.At("run"), parameters: 1_000_000_000_000_000, copies: 2);
        findings.Warnings.ShouldHaveSingleItem().ShouldStartWith($"The run keeps up to 8000000 GB in '{_files.At("run")}', and ");
    }
}
