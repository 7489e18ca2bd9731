namespace AlwaysOnPolicy.Engine;

/// <summary>Other machines, to which a run sends stages that are no longer <see cref="StageReach.Here"/>.</summary>
public interface IStageWorkers
{
    /// <summary>Has a stage made whose inputs are finished, and takes the result into the run's folder. Called for several stages at once.</summary>
    /// <param name="node">The stage.</param>
    /// <param name="run">The run, which has the inputs.</param>
    /// <param name="tell">Takes a plain sentence for the user.</param>
    /// <param name="progress">Takes how many pieces are done, and how many there are.</param>
    Task RunAsync(PlanNode node, RunFolder run, Action<string> tell, Action<int, int> progress, CancellationToken cancel);
}
