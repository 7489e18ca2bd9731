namespace AlwaysOnPolicy.Engine.Keeping;

/// <summary>In which condition a run's folder is.</summary>
public enum RunCondition
{
    /// <summary>All stages of its plan are there.</summary>
    Finished,

    /// <summary>Some are not, and nobody is at work on it: the same command goes on.</summary>
    Interrupted,

    /// <summary>A process is at work on it.</summary>
    Running,

    /// <summary>Something in it is not as it was written: the same command computes that anew.</summary>
    Damaged,
}
