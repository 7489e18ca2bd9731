using System.ComponentModel.DataAnnotations;

namespace AlwaysOnPolicy.Engine;

/// <summary>How a plan is run. None of it enters a key.</summary>
public sealed record RunOptions
{
    /// <summary>How many stages may run at once. Each needs its own memory and threads.</summary>
    [Range(1, 256)] public int ParallelStages { get; init => field = OptionRange.Check(this, value); } = 1;

    /// <summary>What stages are computed with, for their stage.json; null records nothing.</summary>
    public StageCompute? Compute { get; init; }

    /// <summary>Other machines, which get every stage that may run there as soon as its inputs are finished; null runs all here.</summary>
    public IStageWorkers? Workers { get; init; }

    /// <summary>A stage's name or a label: runs what has it, and what that needs, and nothing else.</summary>
    public string? StopAfter { get; init; }

    /// <summary>The settings as resolved, written to <see cref="ExperimentName"/>; null leaves that file alone.</summary>
    public string? Experiment { get; init; }

    /// <summary>Whether a finished run of other settings in the same folder is an error, lest its report and models be replaced.</summary>
    public bool KeepFinished { get; init; }

    /// <summary>Name of the file that <see cref="Experiment"/> is written to.</summary>
    public string ExperimentName { get; init => field = OptionNotNull.Check(value); } = RunFolder.ExperimentName;
}
