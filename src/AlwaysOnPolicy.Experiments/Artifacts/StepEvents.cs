using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Files;
using AlwaysOnPolicy.Learning.Ppo;
using AlwaysOnPolicy.Reports;

namespace AlwaysOnPolicy.Experiments.Artifacts;

/// <summary>PPO's statistics for TensorBoard under TRL's keys.</summary>
internal static class StepEvents
{
    public const string Folder = "tensorboard";

    /// <summary>Iterations that follow each other, as one run of TensorBoard's.</summary>
    /// <exception cref="StorageException">The folder cannot be written.</exception>
    public static void Write(string folder, RunFolder run, IReadOnlyList<Artifact> iterations)
    {
        try
        {
            Directory.CreateDirectory(folder);
            Durable.WriteBytes(Path.Combine(folder, TensorBoardEvents.FileName), TensorBoardEvents.Encode(Steps(run, iterations)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StorageException.CannotWrite(folder, e);
        }
    }

    /// <summary>A step's moment is its even share of its stage's time.</summary>
    private static IEnumerable<(DateTimeOffset Time, long Step, IEnumerable<KeyValuePair<string, double>> Scalars)> Steps(
        RunFolder run, IReadOnlyList<Artifact> iterations)
    {
        var before = 0L;
        foreach (var iteration in iterations)
        {
            if (StageRecord.TryRead(run.FolderOf(iteration)) is not { } stage) continue;
            PpoStepRecord[] steps = [.. StepMetrics.Read(run, iteration)];
            Dictionary<string, double>[] times = [.. StepMetrics.ReadTimes(run, iteration)];
            foreach (var (step, took) in steps.Zip(times.Concat(Enumerable.Repeat<Dictionary<string, double>>([], steps.Length))))
                yield return (stage.Started.AddSeconds(stage.Seconds * step.Step / steps.Length), before + step.Step,
                    step.Stats.Concat(took).Append(new("ppo/skipped_updates", step.SkippedUpdates)).OrderBy(s => s.Key, StringComparer.Ordinal));
            before += steps.Length;
        }
    }
}
