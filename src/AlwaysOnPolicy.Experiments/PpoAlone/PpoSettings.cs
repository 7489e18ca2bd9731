using System.ComponentModel.DataAnnotations;
using AlwaysOnPolicy.Chat.Rollouts;
using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Experiments.Data;
using AlwaysOnPolicy.Experiments.RewardChecks;
using AlwaysOnPolicy.Learning.Ppo;
using AlwaysOnPolicy.Models.Checkpoints;
using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Experiments.PpoAlone;

/// <summary>Everything a file for <c>aop ppo</c> can say: PPO alone, on a model, a reward and prompts.</summary>
public sealed record PpoSettings : PpoRunOptions
{
    internal static SettingsNames Names { get; } = new(typeof(PpoSettings));

    /// <summary>The run's name in the report's title, before the model's and the reward's; null takes that of the run's folder.</summary>
    public string? Name { get; init; }

    /// <summary>All randomness of the run derives from it.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The policy to train: a HuggingFace folder, or the owner/name of a model that was fetched.</summary>
    [PathSetting(AllowsHubId = true)] public string? Model { get; init; }

    /// <summary>The model against which KL is measured, likewise; null takes <see cref="Model"/> as it is at the start.</summary>
    [PathSetting(AllowsHubId = true)] public string? Reference { get; init; }

    /// <inheritdoc cref="RewardSource"/>
    public RewardSource Reward { get; init => field = OptionNotNull.Check(value); } = new();

    /// <inheritdoc cref="RewardCheckSettings"/>
    public RewardCheckSettings RewardCheck { get; init => field = OptionNotNull.Check(value); } = new();

    /// <summary>The prompts, as questions without a template's words round them.</summary>
    public DataSource? Prompts { get; init; }

    /// <summary>Keeps the first so many prompts; null keeps all.</summary>
    /// <value>prompts</value>
    [Range(1, int.MaxValue)] public int? MaxPrompts { get; init => field = OptionRange.Check(this, value); }

    /// <inheritdoc cref="ComputeSettings"/>
    public ComputeSettings Compute { get; init => field = OptionNotNull.Check(value); } = new();

    /// <inheritdoc cref="RolloutSettings"/>
    public RolloutSettings Rollouts { get; init => field = OptionNotNull.Check(value); } = new();

    /// <inheritdoc cref="TrainerSettings"/>
    public TrainerSettings Trainer { get; init => field = OptionNotNull.Check(value); } = new();

    /// <inheritdoc cref="PromptFormatOptions"/>
    public PromptFormatOptions PromptFormat { get; init => field = OptionNotNull.Check(value); } = new();

    /// <summary>Number type of the trained weights on disk: float32, in which they are trained, or own, that of the model's folder, such as bfloat16. Whatever
    /// loads them afterwards computes with the rounded ones: the answers after the training too.</summary>
    public SavedType SavedType { get; init; } = SavedType.Float32;

    /// <inheritdoc cref="PpoOptions"/>
    public PpoOptions Ppo { get; init => field = OptionNotNull.Check(value); } = new();

    /// <inheritdoc cref="SampleSettings"/>
    public SampleSettings Samples { get; init => field = OptionNotNull.Check(value); } = new();

    /// <exception cref="SettingsException">Something is missing or does not go together.</exception>
    internal void Check()
    {
        Require(Model is not null, "No model is named: give --model, or 'model' in the settings file.");
        Require(Prompts is not null, "No prompts are named: give --prompts, or 'prompts' in the settings file.");
        Reward.Check();
        Names.Run(Ppo.Check);
        Names.Run(() => Trainer.Check(Ppo, OptionsInUse.Of(Sampling), Reference));
        RolloutRules.Check(Rollouts, Sampling, Ppo, Trainer);
        Require(Ppo.Lora is null || Reference is null, "With ppo.lora the reference is the model without its adapter: leave 'reference' out.");
        Require(Samples.Shown <= Samples.Prompts, $"samples.shown ({Samples.Shown}) is more than samples.prompts ({Samples.Prompts}).");
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds) throw new SettingsException(otherwise);
    }
}
