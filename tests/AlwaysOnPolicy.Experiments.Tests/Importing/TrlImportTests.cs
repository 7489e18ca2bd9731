using System.Text.Json;
using System.Text.RegularExpressions;
using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Experiments.Importing;
using AlwaysOnPolicy.Experiments.Loop.Settings;
using AlwaysOnPolicy.Experiments.PpoAlone;
using AlwaysOnPolicy.Learning.Ppo;
using AlwaysOnPolicy.Tests;

namespace AlwaysOnPolicy.Experiments.Tests.Importing;

/// <summary>TRL's PPOConfig as our settings.</summary>
public sealed partial class TrlImportTests : IDisposable
{
    private const string Name = "trl.json";
    private readonly TemporaryFolder _folder = new();

    private string Target => Path.Combine(_folder.Path, "ppo.yaml");

    public void Dispose() => _folder.Dispose();

    private IReadOnlyList<TrlRow> Import(string text, string? experiment = null, PpoSettings? named = null)
    {
        var from = Path.Combine(_folder.Path, Name);
        File.WriteAllText(from, text);
        File.Delete(Target);
        return TrlImport.Write(from, Target, experiment, named ?? new());
    }

    private PpoSettings Settings(string text)
    {
        Import(text);
        return SettingsFile.Load<PpoSettings>(Target);
    }

    private string Complaint(string text)
    {
        var message = Should.Throw<SettingsException>(() => Import(text)).Message;
        File.Exists(Target).ShouldBeFalse("nothing is half written");
        return message;
    }

    [Fact]
    public void The_defaults_of_TRL_0_7_11_are_ours_but_for_the_batches_and_the_length()
    {
        var settings = Settings("""{ "ppo_epochs": 4 }""");
        settings.Ppo.ShouldBe(new PpoOptions { BatchSize = 128, MiniBatchSize = 128 });
        (settings.Seed, settings.Steps).ShouldBe((0UL, 157));   // 20,000 answers in batches of 128
    }

    [Theory, GoldenCases("ppo", "case.json")]
    public void The_configurations_of_the_recorded_runs_are_read(string folder)
    {
        var config = Goldens.Json(Path.Combine(folder, "case.json")).GetProperty("config");
        var settings = Settings(config.GetRawText());
        double Number(string key) => config.GetProperty(key).GetDouble();
        var ppo = settings.Ppo;
        (ppo.LearningRate, ppo.InitKlCoef, ppo.Target, ppo.Horizon).ShouldBe((Number("learning_rate"), Number("init_kl_coef"), Number("target"),
            Number("horizon")));
        (ppo.BatchSize, ppo.MiniBatchSize, ppo.GradientAccumulationSteps, ppo.PpoEpochs).ShouldBe(((int)Number("batch_size"), (int)Number("mini_batch_size"),
            (int)Number("gradient_accumulation_steps"), (int)Number("ppo_epochs")));
        (ppo.AdaptiveKl, ppo.WhitenRewards, ppo.ScoreScaling, ppo.EarlyStopping).ShouldBe((config.GetProperty("adap_kl_ctrl").GetBoolean(),
            config.GetProperty("whiten_rewards").GetBoolean(), config.GetProperty("use_score_scaling").GetBoolean(),
            config.GetProperty("early_stopping").GetBoolean()));
        SettingsKey.WordOf(ppo.KlPenalty).ShouldBe(config.GetProperty("kl_penalty").GetString());
        ppo.MaxGradNorm.ShouldBe(config.GetProperty("max_grad_norm") is { ValueKind: JsonValueKind.Number } norm ? norm.GetDouble() : null);
        settings.Seed.ShouldBe((ulong)Number("seed"));
    }

    [Fact]
    public void A_trainers_own_file_in_JSON_and_in_YAML()
    {
        // As PPOTrainer writes it beside a model.
        var settings = Settings("""
            { "accelerator_kwargs": {}, "adap_kl_ctrl": false, "backward_batch_size": 8, "batch_size": 64, "cliprange": 0.3, "exp_name": "on call: 1",
              "forward_batch_size": null, "gamma": 1, "init_kl_coef": 0.05, "kl_penalty": "abs", "learning_rate": 1e-05, "max_grad_norm": 0.5,
              "mini_batch_size": 4, "gradient_accumulation_steps": 2, "model_name": "lvwerra/gpt2-imdb", "reward_model": "sentiment-analysis:lvwerra/x",
              "steps": 6400, "score_clip": 0.5, "tracker_kwargs": { "wandb": { "name": "n" } }, "vf_coef": 0.2, "world_size": 4 }
            """);
        settings.Ppo.ShouldBe(new PpoOptions
        {
            AdaptiveKl = false,
            BatchSize = 64,
            MiniBatchSize = 4,
            GradientAccumulationSteps = 2,
            ClipRange = 0.3,
            InitKlCoef = 0.05,
            KlPenalty = KlPenalty.Abs,
            LearningRate = 1e-5,
            MaxGradNorm = 0.5,
            ScoreClip = 0.5,
            VfCoef = 0.2,
        });
        (settings.Model, settings.Steps, settings.Name).ShouldBe(("lvwerra/gpt2-imdb", 100, "on call: 1"));
        settings.Reward.ShouldBe(new RewardSource());

        Settings("""
            !!python/object:trl.trainer.ppo_config.PPOConfig
            adap_kl_ctrl: true
            batch_size: 32
            mini_batch_size: 8
            forward_batch_size: 16
            learning_rate: 2.0e-06
            max_grad_norm: None
            """).Ppo.ShouldBe(new PpoOptions { BatchSize = 32, MiniBatchSize = 16, LearningRate = 2e-6 });
    }

    [Fact]
    public void Nothing_is_silently_dropped()
    {
        var rows = Import("""
            { "batch_size": 64, "mini_batch_size": 8, "log_with": "wandb", "tracker_kwargs": { "wandb": { "name": "n" } }, "world_size": 4,
              "learnin_rate": 0.1, "my_own": [1, 2], "model_name": "gpt2", "use_score_norm": true, "query_dataset": "imdb",
              "max_grad_norm": null, "init_kl_coef": null }
            """);
        TrlRow Row(string key) => rows.Single(r => r.Trl == key);
        foreach (var key in (string[])["log_with", "tracker_kwargs", "world_size", "model_name", "query_dataset", "my_own", "learnin_rate"])
            (Row(key).Ours, Row(key).Note.Length > 0).ShouldBe((null, true), key);
        Row("learnin_rate").Note.ShouldBe("not known; did you mean learning_rate?");
        Row("my_own").TrlValue.ShouldBe("a list of 2");
        (Row("use_score_norm").Value, Row("use_score_norm").TrlValue).ShouldBe(("false", "true"));   // TRL reads it with use_score_scaling alone
        (Row("max_grad_norm").Ours, Row("max_grad_norm").Value).ShouldBe(("ppo.max_grad_norm", "null"));
        Row("init_kl_coef").Note.ShouldBe("ours is left at its default");
        Row("ratio_threshold").IsDefault.ShouldBeTrue();
        File.ReadAllText(Target).ShouldContain("# batch_size");
    }

    [Fact]
    public void The_later_trainers_configuration_has_other_names()
    {
        var settings = Settings("""
            num_ppo_epochs: 2
            kl_coef: 0.1
            per_device_train_batch_size: 4
            gradient_accumulation_steps: 2
            num_mini_batches: 3
            total_episodes: 2400
            sft_model_path: EleutherAI/pythia-1b
            learning_rate: 3e-6
            missing_eos_penalty: 1.0
            """);
        settings.Ppo.ShouldBe(new PpoOptions
        {
            PpoEpochs = 2,
            InitKlCoef = 0.1,
            AdaptiveKl = false,
            MiniBatchSize = 4,
            GradientAccumulationSteps = 2,
            BatchSize = 24,
            LearningRate = 3e-6,
            MissingEosPenalty = 1,
            FinalFraction = 0,
        });
        (settings.Steps, settings.Model, settings.Reward.Model).ShouldBe((100, "EleutherAI/pythia-1b", "EleutherAI/pythia-160m"));
        (settings.Sampling.MaxNewTokens, settings.Sampling.Temperature).ShouldBe((53, 0.7));
    }

    [Fact]
    public void Over_an_experiment_its_own_model_and_prompts_stay()
    {
        var tiny = Path.Combine(Goldens.RepositoryRoot, "samples", "miniature.yaml");
        var rows = Import("""{ "batch_size": 16, "mini_batch_size": 4, "model_name": "own/model", "query_dataset": "imdb", "seed": 9 }""", tiny);
        foreach (var key in (string[])["model_name", "query_dataset"]) rows.Single(r => r.Trl == key).Note.ShouldBe("the experiment's own is kept");
        File.ReadAllText(Target).ShouldContain("Every key that is not here has the experiment's value.");
        var (before, after) = (SettingsFile.Load<ExperimentSettings>(tiny), SettingsFile.Load<ExperimentSettings>(Target));
        (after.Ppo.MiniBatchSize, after.Seed, after.World).ShouldBe((4, 9UL, WorldKind.Miniature));
        (after.Loop.Iterations, after.Name).ShouldBe((before.Loop.Iterations, before.Name));
    }

    [Theory]
    [InlineData("""{ "batch_size": 0 }""", "trl.json:1:17: batch_size is '0', which ppo.batch_size cannot be: 'ppo.batch_size' is 0; it must be from 1")]
    [InlineData("""{ "learning_rate": "fast" }""", "learning_rate is 'fast', which ppo.learning_rate cannot be")]
    [InlineData("""{ "kl_penalty": "k9" }""", "it must be one of: kl, abs, mse, k3, full")]
    [InlineData("""{ "seed": -1 }""", "seed is '-1'")]
    [InlineData("""{ "steps": "many" }""", "steps is 'many', which steps cannot be")]
    [InlineData("""{ "steps": 1e300, "batch_size": 1 }""", "steps is '1e300', which steps cannot be")]
    [InlineData("""{ "kl_coef": 0.1, "num_mini_batches": 1e300, "per_device_train_batch_size": 1e300 }""", "per_device_train_batch_size is '1e300'")]
    [InlineData("""{ "kl_coef": 0.1, "num_mini_batches": 1.3 }""", "num_mini_batches is '1.3', which ppo.batch_size cannot be")]
    [InlineData("""{ "ratio_threshold": Infinity }""", "ratio_threshold is 'Infinity', which ppo.ratio_threshold cannot be")]
    [InlineData("""{ "batch_size": 10, "mini_batch_size": 4 }""", "ppo.batch_size (10) is not a multiple of ppo.mini_batch_size (4)")]
    [InlineData("""{ "a": 1 }""", "has no key of TRL's PPOConfig")]
    [InlineData("{ \"batch_size\": ", "this is not valid YAML")]
    [InlineData("[1]", "settings are lines of the form")]
    [InlineData("", "has no key of TRL's PPOConfig")]
    public void What_cannot_be_carried_ends_it_before_anything_is_written(string text, string says) => Complaint(text).ShouldContain(says);

    [Fact]
    public void JSON_as_Python_writes_it()
    {
        var settings = Settings("{\n\t\"exp_name\": \"caf\\u00e9 \\ud83d\\ude00 a\\/b\",\n\t\"batch_size\": 64,\r\n\t\"mini_batch_size\":8\n}");
        (settings.Name, settings.Ppo.MiniBatchSize).ShouldBe(("café 😀 a/b", 8));
    }

    [Fact]
    public void A_key_called_extends_is_TRLs_own() =>
        Import("""{ "batch_size": 16, "mini_batch_size": 4, "extends": "other.yaml" }""").Single(r => r.Trl == "extends").Note.ShouldStartWith("not known");

    [Fact]
    public void A_models_folder_counts_from_here_wherever_the_new_file_is()
    {
        var here = Path.GetRelativePath(Environment.CurrentDirectory, _folder.Path);
        Settings($$"""{ "batch_size": 64, "mini_batch_size": 8, "model_name": "{{here}}" }""").Model.ShouldBe(_folder.Path);
        Settings("""{ "batch_size": 64, "mini_batch_size": 8, "model_name": "./out/m" }""").Model.ShouldBe(Path.GetFullPath("out/m"));
        Settings("""{ "batch_size": 64, "mini_batch_size": 8, "model_name": "own/m" }""").Model.ShouldBe("own/m");
    }

    [Fact]
    public void A_file_that_is_there_is_not_replaced()
    {
        Import("""{ "ppo_epochs": 4 }""");
        var before = File.ReadAllText(Target);
        Should.Throw<SettingsException>(() => TrlImport.Write(Path.Combine(_folder.Path, Name), Target, null, new())).Message.ShouldContain("is there already");
        File.ReadAllText(Target).ShouldBe(before);
    }

    [Fact]
    public void The_page_has_the_table_of_the_code()
    {
        var page = File.ReadAllText(Path.Combine(Goldens.RepositoryRoot, "docs", "from-trl.md"));
        static string Line(TrlKey k) => $"| `{k.Name}` | {k.Default ?? ""} | {(k.Ours is null ? "–" : $"`{k.Ours}`")} | {k.Note} |";
        var rows = Row().Matches(page).Select(m => m.Value).ToArray();
        rows.ShouldBe([.. TrlKeys.First.Select(Line), .. TrlKeys.Second.Select(Line)]);
    }

    [GeneratedRegex(@"^\| `\w+` \|.*\|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
