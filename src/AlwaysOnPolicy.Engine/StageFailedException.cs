namespace AlwaysOnPolicy.Engine;

/// <summary>A stage of the run threw; the inner exception is what it threw.</summary>
public sealed class StageFailedException : UserErrorException
{
    internal StageFailedException(PlanNode node, Exception inner) : base(Describe(node, inner), inner) => Node = node;

    /// <summary>The stage that failed.</summary>
    public PlanNode Node { get; }

    /// <summary>That of what the stage threw, where a user can mend it, else 1.</summary>
    public override int ExitCode => InnerException is UserErrorException known ? known.ExitCode : 1;

    private static string Describe(PlanNode node, Exception inner)
    {
        var what = inner is UserErrorException ? inner.Message : $"{inner.GetType().Name}: {inner.Message}";
        return $"Stage {node} failed. {what}\nThe finished stages are kept: once the cause is mended, the same command goes on from there.";
    }
}
