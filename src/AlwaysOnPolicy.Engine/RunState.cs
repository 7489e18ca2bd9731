namespace AlwaysOnPolicy.Engine;

/// <summary>What has become of a run.</summary>
public enum RunState
{
    /// <summary>A process is at work on it.</summary>
    Running,

    /// <summary>All stages are finished.</summary>
    Finished,

    /// <summary>By the user.</summary>
    Stopped,

    /// <summary>With an error, which the log has.</summary>
    Failed,

    /// <summary>It ended without a word: killed, or the machine went down.</summary>
    Killed,
}
