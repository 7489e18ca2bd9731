namespace AlwaysOnPolicy.Engine;

/// <summary>What has become of a run.</summary>
public enum RunState
{
    Running,
    Finished,

    /// <summary>By the user.</summary>
    Stopped,

    Failed,

    /// <summary>It ended without a word: killed, or the machine went down.</summary>
    Killed,
}
