using System.Text.Json;
using AlwaysOnPolicy.Experiments.Reports;
using AlwaysOnPolicy.Experiments.Running;
using AlwaysOnPolicy.Learning.Ppo;

namespace AlwaysOnPolicy.Experiments.Loop;

/// <summary>PPO's statistics for TensorBoard under TRL's keys: each arm is a run, its iterations follow each other.</summary>
internal static class RunEvents
{
    public const string Folder = "tensorboard";

    /// <exception cref="StorageException">The folder cannot be written.</exception>
    public static void Write(ExperimentPlan experiment, ExperimentSettings settings, RunFolder run, string folder)
    {
        try
        {
            foreach (var arm in settings.Loop.Arms)
            {
                var armFolder = Directory.CreateDirectory(Path.Combine(folder, arm.ToString().ToLowerInvariant())).FullName;
                File.WriteAllBytes(Path.Combine(armFolder, TensorBoardEvents.FileName), TensorBoardEvents.Encode(Steps(experiment, settings, run, arm)));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StorageException.CannotWrite(folder, e);
        }
    }

    /// <summary>A step's moment is its even share of its stage's time.</summary>
    private static IEnumerable<(DateTimeOffset Time, long Step, IEnumerable<KeyValuePair<string, double>> Scalars)> Steps(
        ExperimentPlan experiment, ExperimentSettings settings, RunFolder run, Arm arm)
    {
        var before = 0L;
        foreach (var iteration in Enumerable.Range(1, settings.Loop.Iterations))
        {
            var folder = run.FolderOf(experiment.Policies[(arm, iteration)]);
            var file = Path.Combine(folder, "metrics.jsonl");
            if (!File.Exists(file) || StageRecord.TryRead(folder) is not { } stage) continue;
            PpoStepRecord[] steps = [.. Lines<PpoStepRecord>(file)];
            Dictionary<string, double>[] times = [.. Lines<Dictionary<string, double>>(Path.Combine(folder, StageContext.TimesFile))];
            foreach (var (step, took) in steps.Zip(times.Concat(Enumerable.Repeat<Dictionary<string, double>>([], steps.Length))))
                yield return (stage.Started.AddSeconds(stage.Seconds * step.Step / steps.Length), before + step.Step,
                    step.Stats.Concat(took).Append(new("ppo/skipped_updates", step.SkippedUpdates)).OrderBy(s => s.Key, StringComparer.Ordinal));
            before += steps.Length;
        }
    }

    private static IEnumerable<T> Lines<T>(string file) =>
        File.Exists(file) ? File.ReadLines(file).Where(l => l.Length > 0).Select(l => JsonSerializer.Deserialize<T>(l, ArtifactJson.Compact)!) : [];
}
