using System.Text.RegularExpressions;
using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Engine.Settings.Reference;
using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Experiments.FineTuning;
using AlwaysOnPolicy.Experiments.Judging;
using AlwaysOnPolicy.Experiments.Loop.Settings;
using AlwaysOnPolicy.Experiments.PpoAlone;
using AlwaysOnPolicy.Experiments.RewardBench;
using AlwaysOnPolicy.Experiments.RewardTraining;

namespace AlwaysOnPolicy.Experiments.Keeping;

/// <summary>A kind of run, as its folder tells it.</summary>
/// <param name="Name">A word for lists.</param>
/// <param name="SettingsFile">Name of the file in the run's folder with its settings.</param>
/// <param name="Settings">The record that file is read into.</param>
/// <param name="Command">What makes such a run; it goes on with the same options and the folder.</param>
public sealed partial record RunKinds(string Name, string SettingsFile, Type Settings, string Command)
{
    private const int AnyLength = 100_000;

    private static readonly RunKinds[] s_all =
    [
        new("experiment", RunKind.Experiment, typeof(ExperimentSettings), "aop run"), new("ppo", RunKind.Ppo, typeof(PpoSettings), "aop ppo --config"),
        new("sft", RunKind.Sft, typeof(FineTuneSettings), "aop sft --config"), new("judge", RunKind.Judge, typeof(JudgingSettings), "aop judge --config"),
        new("reward", RunKind.Reward, typeof(RewardTrainSettings), "aop reward train"), new("bench", RunKind.Bench, typeof(BenchSettings), "aop reward bench"),
    ];

    /// <summary>The kind of a run; null where its folder has no settings.</summary>
    public static RunKinds? Of(RunFolder run) => s_all.FirstOrDefault(k => File.Exists(Path.Combine(run.FullPath, k.SettingsFile)));

    /// <summary>The command that goes on with a run.</summary>
    /// <param name="folder">As the user names it.</param>
    public string GoOn(string folder) => Command.Contains("reward", StringComparison.Ordinal) ? $"{Command} … --out {folder}"
        : $"{Command} {Path.Combine(folder, SettingsFile)} --out {folder}";

    /// <summary>The settings of a run that are not as they would be unless set, in the order of the file.</summary>
    /// <exception cref="StorageException">They are not as the run wrote them.</exception>
    public IReadOnlyList<(string Key, string Value, string Default)> Changed(RunFolder run)
    {
        var defaults = SettingsReference.Of(Settings).ToDictionary(e => e.Path, e => e.Default, StringComparer.Ordinal);
        var lists = SettingsDifference.Leaves(run.ReadSettings(SettingsFile), AnyLength)
            .GroupBy(l => IsItem(l.Key, defaults) ? l.Key[..l.Key.LastIndexOf('[')] : l.Key).Select(g => (g.Key, Value: string.Join(", " +
                "", g.Select(l => l.Value))));
        return [.. lists.Select(l => (l.Key, l.Value, Default: defaults.GetValueOrDefault(Any(l.Key), ""))).Where(l => !Same(l.Value, l.Default))];
    }

    /// <summary>The files and folders outside of the run that its settings name and that are not there.</summary>
    public IReadOnlyList<(string Key, string Path)> Missing(RunFolder run)
    {
        var paths = SettingsReference.Of(Settings)
            .Where(e => e.Kind.Contains("path", StringComparison.Ordinal) || e.Kind.Contains("folder", StringComparison.Ordinal))
            .Select(e => e.Path).ToHashSet(StringComparer.Ordinal);
        return [.. SettingsDifference.Leaves(run.ReadSettings(SettingsFile), AnyLength)
            .Where(l => (paths.Contains(Any(l.Key)) || (IsItem(l.Key, paths) && paths.Contains(Any(l.Key[..l.Key.LastIndexOf('[')]))))
                && Path.IsPathRooted(l.Value) && !Path.Exists(l.Value)).Select(l => (l.Key, l.Value))];
    }

    /// <summary>An element of a list of plain values, which has no entry of its own.</summary>
    private static bool IsItem(string key, Dictionary<string, string> known) => key.EndsWith(']') && !known.ContainsKey(Any(key));

    private static bool IsItem(string key, HashSet<string> known) => key.EndsWith(']') && !known.Contains(Any(key));

    private static string Any(string key) => Index().Replace(key, "[]");

    [GeneratedRegex(@"\[\d+\]")]
    private static partial Regex Index();

    private static bool Same(string value, string standard) => value == standard || (value == "not set" && standard is "null" or "")
        || $"\"{value}\"" == standard;
}
