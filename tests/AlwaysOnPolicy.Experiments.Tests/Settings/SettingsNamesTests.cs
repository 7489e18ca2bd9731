using System.Reflection;
using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Experiments.Loop;
using AlwaysOnPolicy.Experiments.Loop.Settings;
using AlwaysOnPolicy.Experiments.PpoAlone;
using AlwaysOnPolicy.Experiments.Tests.Loop;
using AlwaysOnPolicy.Learning.Optimization;
using AlwaysOnPolicy.Learning.Ppo;
using AlwaysOnPolicy.Learning.Ppo.Monitors;
using AlwaysOnPolicy.Models.Generation;

namespace AlwaysOnPolicy.Experiments.Tests.Settings;

/// <summary>What the library says of its options, in the words of a settings file.</summary>
public sealed class SettingsNamesTests
{
    private static readonly SettingsNames s_experiment = new(typeof(ExperimentSettings)), s_ppo = new(typeof(PpoSettings));

    [Theory]
    [InlineData("Raise PpoOptions.InitKlCoef, or lower PpoOptions.LearningRate.", "Raise ppo.init_kl_coef, or lower ppo.learning_rate.")]
    [InlineData("set PpoOptions.ScoreScaling = true.", "set ppo.score_scaling: true.")]
    [InlineData("or PpoOptions.MaxGradNorm = 1. Answers", "or ppo.max_grad_norm: 1. Answers")]
    [InlineData("PpoOptions.EmaDecay = 0.99, or", "ppo.ema_decay: 0.99, or")]
    [InlineData("PpoOptions.Advantages = Rloo compares", "ppo.advantages: rloo compares")]
    [InlineData("more than PpoOptions.Target (6)", "more than ppo.target (6)")]
    [InlineData("SftOptions.Lora with SftOptions.Epochs", "sft.training.lora with sft.training.epochs")]
    [InlineData("RewardOptions.LanguageModelWeight is 1", "reward.training.language_model_weight is 1")]
    [InlineData("SamplingOptions.TopK = 0", "sampling.top_k: 0")]
    [InlineData("PpoOptions.Nothing and Answers.Count stay; so does e.g. GPT-2.", "PpoOptions.Nothing and Answers.Count stay; so does e.g. GPT-2.")]
    public void An_option_becomes_the_key_that_it_is_read_from(string said, string told) => s_experiment.InYaml(said).ShouldBe(told);

    [Fact]
    public void An_experiment_and_ppo_alone_have_the_same_keys()
    {
        foreach (var type in new[] { typeof(PpoOptions), typeof(SamplingOptions) })
            foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite))
            {
                var option = $"{type.Name}.{property.Name}";
                s_experiment.InYaml(option).ShouldNotContain("Options");
                s_ppo.InYaml(option).ShouldBe(s_experiment.InYaml(option));
            }
    }

    [Theory]
    [InlineData("ppo.batch_size (10) is not a multiple of ppo.mini_batch_size (4).", "ppo.batch_size=10", "ppo.mini_batch_size=4")]
    [InlineData("ppo.advantages: rloo compares answers to one prompt: set ppo.answers_per_prompt to 2 or more.", "ppo.advantages=rloo")]
    [InlineData("ppo.ema_use: output needs an average: set ppo.ema_decay, such as 0.99.", "ppo.ema_use=output")]
    [InlineData("ppo.score_norm needs ppo.score_scaling: true.", "ppo.score_norm=true")]
    [InlineData("sft.training.frozen_layers has no meaning with sft.training.lora, which trains no layer's own weights: leave one of them out.",
        "sft.training.lora.rank=2", "sft.training.frozen_layers=1")]
    public void A_broken_rule_is_told_by_its_keys(string message, params string[] overrides) =>
        Should.Throw<SettingsException>(() => ExperimentPlan.Build(TinyExperiment.Settings(overrides))).Message.ShouldBe(message);

    [Fact]
    public void A_monitors_advice_names_keys()
    {
        var stats = new Dictionary<string, double>
        {
            ["objective/kl"] = -3,
            ["ppo/policy/entropy"] = 1,
            ["ppo/loss/total"] = 0,
            ["env/reward_mean"] = 0,
            ["env/reward_std"] = 1,
            ["tokens/responses_len_mean"] = 5,
        };
        var said = new PpoWatch(new(), new() { TopK = 5, MinNewTokens = 2 }).Look(new(1, 100, stats, SkippedUpdates: 2, 1, new PpoSample("q", "a", 0)));
        said.Select(ExperimentSettings.Names.InYaml).ShouldBe(
        [
            "PPO step 1: Skipped: 2 mini-batches had a mean probability ratio above ppo.ratio_threshold (10). The rewards are too large, or the learning " +
            "rate is too " +
            "high. Try ppo.score_scaling: true with ppo.score_norm: true, a lower ppo.learning_rate, or ppo.max_grad_norm: 1. Answers that are forced on " +
            "past their " +
            "end make it worse: sampling.min_new_tokens: 0.",
            "PPO step 1: Negative KL: it is -3.0 nats an answer. The answers are not drawn from the policy's own distribution, so the penalty rewards what " +
            "it should " +
            "punish. Set sampling.top_k: 0 and sampling.min_new_tokens: 0, or use ppo.kl_penalty: full.",
        ]);
    }

    [Fact]
    public void A_training_that_fails_is_thrown_on_with_its_keys_and_the_error_as_it_was()
    {
        var was = new TrainingException("Lower PpoOptions.LearningRate.");
        var error = Should.Throw<TrainingException>(() => ExperimentSettings.Names.Run(() => throw was));
        error.Message.ShouldBe("Lower ppo.learning_rate.");
        error.InnerException.ShouldBe(was);
        var other = new TrainingException("The score is NaN.");
        Should.Throw<TrainingException>(() => ExperimentSettings.Names.Run(() => throw other)).ShouldBe(other);
    }
}
