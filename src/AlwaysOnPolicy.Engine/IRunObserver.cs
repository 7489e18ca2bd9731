namespace AlwaysOnPolicy.Engine;

/// <summary>Is told how a run goes. Calls come from several threads, but never two at once.</summary>
public interface IRunObserver
{
    /// <summary>The run begins.</summary>
    /// <param name="stages">How many there are to finish, those of earlier runs among them.</param>
    void RunStarted(int stages);

    /// <summary>A stage begins to compute.</summary>
    void StageStarted(PlanNode node);

    /// <summary>A stage has come so far.</summary>
    /// <param name="total">0 where the stage does not know it.</param>
    void StageProgress(PlanNode node, int done, int total, string? text);

    /// <summary>A stage's output is there and whole.</summary>
    void StageFinished(PlanNode node, TimeSpan elapsed);

    /// <summary>The output of an earlier run is there and whole.</summary>
    void StageReused(PlanNode node);

    /// <summary>Something to be known.</summary>
    /// <param name="node">Null for what concerns the whole run.</param>
    void Note(PlanNode? node, string text);
}

/// <summary>Hands calls on one at a time.</summary>
internal sealed class OneAtATime(IRunObserver? observer) : IRunObserver
{
    private readonly Lock _gate = new();

    public void RunStarted(int stages)
    {
        lock (_gate) observer?.RunStarted(stages);
    }

    public void StageStarted(PlanNode node)
    {
        lock (_gate) observer?.StageStarted(node);
    }

    public void StageProgress(PlanNode node, int done, int total, string? text)
    {
        lock (_gate) observer?.StageProgress(node, done, total, text);
    }

    public void StageFinished(PlanNode node, TimeSpan elapsed)
    {
        lock (_gate) observer?.StageFinished(node, elapsed);
    }

    public void StageReused(PlanNode node)
    {
        lock (_gate) observer?.StageReused(node);
    }

    public void Note(PlanNode? node, string text)
    {
        lock (_gate) observer?.Note(node, text);
    }
}
