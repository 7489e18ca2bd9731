namespace AlwaysOnPolicy.Engine.Tests;

/// <summary>Cancels a run when a stage tells of a step.</summary>
internal sealed class StopsAt(string stage, int step, CancellationTokenSource stop) : IRunObserver
{
    public void RunStarted(int stages) { }

    public void StageStarted(PlanNode node) { }

    public void StageProgress(PlanNode node, int done, int total, string? text)
    {
        if (node.Id.Name == stage && done == step) stop.Cancel();
    }

    public void StageFinished(PlanNode node, TimeSpan elapsed) { }

    public void StageReused(PlanNode node) { }

    public void Note(PlanNode? node, string text) { }
}
