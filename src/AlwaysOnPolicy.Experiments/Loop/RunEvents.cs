using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Experiments.Loop.Settings;

namespace AlwaysOnPolicy.Experiments.Loop;

/// <summary>PPO's statistics for TensorBoard under TRL's keys: each arm is a run, its iterations follow each other.</summary>
internal static class RunEvents
{
    /// <exception cref="StorageException">The folder cannot be written.</exception>
    public static void Write(ExperimentPlan experiment, ExperimentSettings settings, RunFolder run, string folder)
    {
        foreach (var arm in settings.Loop.Arms)
            StepEvents.Write(Path.Combine(folder, arm.Name), run, [.. Enumerable.Range(1, settings.Loop.Iterations)
                .Select(i => experiment.Policies[(arm.Name, i)].Stage)]);
    }
}
