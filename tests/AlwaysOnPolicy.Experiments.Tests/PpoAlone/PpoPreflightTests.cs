using AlwaysOnPolicy.Experiments.PpoAlone;
using AlwaysOnPolicy.Experiments.Preflight;
using AlwaysOnPolicy.Learning.RewardTraining;
using AlwaysOnPolicy.Models.Checkpoints;
using AlwaysOnPolicy.Models.Embeddings;

namespace AlwaysOnPolicy.Experiments.Tests.PpoAlone;

/// <summary>What a run of PPO alone would fail of is said before it begins.</summary>
public sealed class PpoPreflightTests : IDisposable
{
    private readonly SmallPpo _small = new();

    public void Dispose() => _small.Dispose();

    private Findings Look(PpoSettings settings) => PpoPreflight.Look(settings, _small.At("run"));

    [Fact]
    public void Good_settings_have_no_error() => Look(_small.Settings).Errors.ShouldBeEmpty();

    [Fact]
    public void All_errors_are_said_at_once()
    {
        var findings = Look(_small.Settings with
        {
            Model = _small.At("none"),
            Reward = new() { Model = _small.At("neither") },
            Prompts = _small.Settings.Prompts! with { Path = _small.At("nowhere.txt") },
        });
        findings.Errors.Select(e => e.Split(',')[1].Trim()).ShouldBe(["to which model points", "to which reward.model points", "to which prompts.path points"]);
        Should.Throw<SettingsException>(findings.Require).Message.ShouldStartWith("3 things stand in the way of this run.");
    }

    [Fact]
    public void An_architecture_that_is_not_built_is_refused()
    {
        var config = Path.Combine(_small.At("model"), "config.json");
        File.WriteAllText(config, File.ReadAllText(config).Replace("\"gpt2\"", "\"mamba2\"", StringComparison.Ordinal)
            .Replace("\"llama\"", "\"mamba2\"", StringComparison.Ordinal));
        Look(_small.Settings).Errors.ShouldHaveSingleItem().ShouldContain("model_type is 'mamba2'");
    }

    [Fact]
    public void A_prompt_and_its_answer_must_fit_the_positions_and_the_setting_that_is_asked_for_makes_them_fit()
    {
        File.AppendAllText(_small.At("prompts.txt"), string.Join(' ', Enumerable.Repeat("why is puppy sore ?", 60)) + "\n");
        var settings = _small.Settings with
        {
            PromptFormat = _small.Settings.PromptFormat with { MaxPromptTokens = 4000 },
            Sampling = _small.Settings.Sampling with { MaxNewTokens = 10 }
        };
        var error = Look(settings).Errors.ShouldHaveSingleItem();
        error.ShouldContain("The longest of the prompts has 301 tokens, and 10 may follow (sampling.max_new_tokens)");
        var asked = int.Parse(error.Split("Set prompt_format.max_prompt_tokens to ")[1].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
        var lowered = Look(settings with { PromptFormat = settings.PromptFormat with { MaxPromptTokens = asked } });
        lowered.Errors.ShouldBeEmpty();
        lowered.Warnings.ShouldContain(w => w.StartsWith("1 of 6 prompts are longer than"));
    }

    [Fact]
    public void An_answer_that_is_too_long_is_shortened_to_what_fits_behind_the_longest_prompt()
    {
        var settings = _small.Settings with { Sampling = _small.Settings.Sampling with { MaxNewTokens = 4000 } };
        var error = Look(settings).Errors.ShouldHaveSingleItem();
        var asked = int.Parse(error.Split("Lower sampling.max_new_tokens to ")[1].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
        Look(settings with { Sampling = settings.Sampling with { MaxNewTokens = asked } }).Errors.ShouldBeEmpty();
        Look(settings with { Sampling = settings.Sampling with { MaxNewTokens = asked + 1 } }).Errors.ShouldHaveSingleItem();
    }

    [Fact]
    public void A_reward_model_is_no_policy()
    {
        using (var network = RewardStart.On(ModelFolder.LoadCausal(_small.At("model")), seed: 1))
            ModelFolder.SaveReward(network, _small.At("model"), tokenizer: null);
        Look(_small.Settings).Errors.ShouldHaveSingleItem().ShouldContain("is a reward model");
        Should.Throw<CheckpointException>(() => ModelFolder.LoadCausal(_small.At("model"))).Message.ShouldContain("is a reward model");
    }

    [Theory]
    [InlineData("\"peft_type\": \"PROMPT_TUNING\"", "peft_type is 'PROMPT_TUNING'")]
    [InlineData("\"peft_type\": \"LORA\", \"task_type\": \"CAUSAL_LM\", \"r\": 4, \"lora_alpha\": 8, \"target_modules\": [\"q_proj\"]",
        "neither adapter_model.safetensors nor adapter_model.bin")]
    public void An_adapter_that_cannot_be_merged_is_refused(string options, string why)
    {
        Directory.CreateDirectory(_small.At("adapter"));
        File.WriteAllText(Path.Combine(_small.At("adapter"), "adapter_config.json"), $"{{\"base_model_name_or_path\": \"../model\", {options}}}");
        Look(_small.Settings with { Model = _small.At("adapter") }).Errors.ShouldHaveSingleItem().ShouldContain(why);
    }

    [Fact]
    public void A_language_model_is_no_sentence_encoder() =>
        Should.Throw<CheckpointException>(() => SentenceEncoder.LookAt(_small.At("model"))).Message.ShouldContain(_small.At("model"));

    [Fact]
    public void Too_few_prompts_for_a_batch_are_said() =>
        Look(_small.Settings with { Steps = null, Passes = 1 }).Errors.ShouldHaveSingleItem().ShouldContain("fill no batch of 8");

    [Fact]
    public void A_single_step_and_no_prompt_to_train_on_are_said()
    {
        Look(_small.Settings with { Steps = 1 }).Warnings.ShouldContain(w => w.StartsWith("The training is a single step of PPO, of 8 answers"));
        Look(_small.Settings).Warnings.ShouldNotContain(w => w.Contains("single step"));
        Look(_small.Settings with { Samples = new() { HeldOut = 5 } }).Errors.ShouldHaveSingleItem().ShouldStartWith("No prompt is left to train on");
    }

    [Fact]
    public void A_wrong_column_names_the_columns_setting()
    {
        File.WriteAllText(_small.At("prompts.jsonl"), "{\"prompt\": \"why ?\"}\n");
        Look(_small.Settings with { Prompts = new() { Path = _small.At("prompts.jsonl") } }).Errors.ShouldHaveSingleItem()
            .ShouldContain("prompts.jsonl': column 'question' is missing; the columns are: prompt");
    }
}
