using AlwaysOnPolicy.Engine.Settings.Reference;
using AlwaysOnPolicy.Experiments.FineTuning;
using AlwaysOnPolicy.Experiments.Judging;
using AlwaysOnPolicy.Experiments.Loop.Settings;
using AlwaysOnPolicy.Experiments.PpoAlone;
using AlwaysOnPolicy.Experiments.RewardBench;
using AlwaysOnPolicy.Experiments.RewardTraining;

namespace AlwaysOnPolicy.Cli.Reference;

/// <summary>The settings that one command reads.</summary>
/// <param name="Title">Of its chapter.</param>
/// <param name="Readers">The commands.</param>
/// <param name="Introduction">Where the settings are written.</param>
/// <param name="Root">The record that they are read into.</param>
/// <param name="Options">The option that stands for each setting, where there is no settings file; null where there is one.</param>
internal sealed record SettingsBook(string Title, string Readers, string Introduction, Type Root, IReadOnlyDictionary<string, string>? Options = null)
{
    public static IReadOnlyList<SettingsBook> All { get; } =
    [
        new("An experiment", "aop run, aop data check",
            "Written in a YAML file (`samples/smollm2.yaml`, `samples/own-data/experiment.yaml`), or with `--set key=value`. `aop quickstart` reads " +
            "`samples/miniature.yaml`, which it carries with it.",
            typeof(ExperimentSettings)),
        new("PPO alone", "aop ppo", "Written in a YAML file that `--config` names (`samples/ppo.yaml`), or with `--set key=value`; `--model`, `--reward`, " +
            "`--prompts`, `--steps`, `--passes`, `--held-out`, `--seed`, `--saved-type` and `--dtype` stand for some of them.",
            typeof(PpoSettings)),
        new("Fine-tuning alone", "aop sft", "Written in a YAML file that `--config` names, or with `--set key=value`; options of `aop sft` stand for some of " +
            "them.", typeof(FineTuneSettings)),
        new("Judging two files of answers", "aop judge", "Written in a YAML file that `--config` names, or with `--set key=value`; options of `aop judge` " +
            "stand " +
            "for some of them.", typeof(JudgingSettings)),
        new("Training a reward model", "aop reward train", "Given by options; there is no settings file. What has no option is always its default.",
            typeof(RewardTrainSettings), BookOptions.RewardTraining),
        new("Comparing reward models", "aop reward bench", "Given by options; there is no settings file. What has no option is always its default.",
            typeof(BenchSettings), BookOptions.RewardBench),
    ];

    private IReadOnlyList<SettingEntry>? _entries;

    public IReadOnlyList<SettingEntry> Entries => _entries ??= SettingsReference.Of(Root);
}
