namespace AlwaysOnPolicy;

/// <summary>The user stopped what keeps its work: the same again goes on from there. The message says so.</summary>
public sealed class StoppedException : OperationCanceledException
{
    /// <summary>A run's.</summary>
    /// <param name="inner">What ended it; its token is this one's.</param>
    public StoppedException(OperationCanceledException inner)
        : this("Stopped. Finished stages are kept; the same command goes on from there.", inner) { }

    /// <summary>Of something else, with a message that says what goes on.</summary>
    public StoppedException(string message, OperationCanceledException inner) : base(message, inner, inner.CancellationToken) { }
}
