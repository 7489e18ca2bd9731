using AlwaysOnPolicy.Engine;

namespace AlwaysOnPolicy.Experiments.Artifacts;

/// <summary>What a folder holds a run of: each kind writes its settings, as resolved, into a file of its own name.</summary>
internal static class RunKind
{
    public const string Experiment = "experiment.yaml";
    public const string Ppo = "ppo.yaml";
    public const string Sft = "sft.yaml";
    public const string Reward = "reward.yaml";
    public const string Bench = "bench.yaml";
    public const string Judge = "judge.yaml";

    private static readonly Dictionary<string, string> s_kinds = new()
    {
        [Experiment] = "an experiment's run",
        [Ppo] = "a run of 'aop ppo'",
        [Sft] = "a run of 'aop sft'",
        [Reward] = "a run of 'aop reward train'",
        [Bench] = "a run of 'aop reward bench'",
        [Judge] = "a run of 'aop judge'"
    };

    /// <exception cref="SettingsException">The folder holds a run of another kind.</exception>
    public static void Require(RunFolder run, string own)
    {
        foreach (var (name, kind) in s_kinds)
            if (name != own && File.Exists(Path.Combine(run.FullPath, name)))
                throw new SettingsException($"'{run.FullPath}' holds {kind}: choose another folder with --out.");
    }
}
