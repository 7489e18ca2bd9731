using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Learning.Ppo;
using AlwaysOnPolicy.Reports.Records;

namespace AlwaysOnPolicy.Experiments.Artifacts;

/// <summary>What a stage of PPO measured, step by step.</summary>
internal static class StepMetrics
{
    public static IEnumerable<PpoStepRecord> Read(RunFolder run, Artifact policy) => Lines<PpoStepRecord>(run, policy);

    /// <summary>Those of a stage that is not finished, so far.</summary>
    public static IEnumerable<PpoStepRecord> ReadSoFar(RunFolder run, Artifact policy) =>
        run.WorkingFolderOf(policy) is { } folder ? Lines<PpoStepRecord>(Path.Combine(folder, "metrics.jsonl")) : [];

    /// <summary>The lines of a finished stage's metrics.jsonl.</summary>
    public static IEnumerable<T> Lines<T>(RunFolder run, Artifact stage) => Lines<T>(StageFiles.Checked(Path.Combine(run.FolderOf(stage), "metrics.jsonl")));

    /// <summary>What each step took, in seconds under TRL's time/… keys.</summary>
    public static IEnumerable<Dictionary<string, double>> ReadTimes(RunFolder run, Artifact policy) =>
        Lines<Dictionary<string, double>>(StageFiles.Checked(Path.Combine(run.FolderOf(policy), StageContext.TimesFile)));

    /// <summary>A step as the report draws it.</summary>
    public static TrainingPoint Point(PpoStepRecord step, string arm, int iteration, PpoOptions options)
    {
        double Stat(string key) => step.Stats.TryGetValue(key, out var value) ? value : double.NaN;
        return new TrainingPoint(arm, iteration, step.Step, Stat("env/reward_mean"), Stat("objective/kl"), Stat("ppo/loss/value"), Stat("ppo/loss/policy"),
            Stat("ppo/policy/ratio"), Stat("ppo/policy/entropy"), Stat("ppo/policy/clipfrac"), Stat("ppo/val/var_explained"), Stat("tokens/responses_len_mean"),
            options.PpoEpochs * options.BatchSize / options.MiniBatchSize, step.SkippedUpdates);
    }

    private static IEnumerable<T> Lines<T>(string file) => JsonLines.Read<T>(file);
}
