namespace AlwaysOnPolicy.Cluster;

/// <summary>What happened to a shard.</summary>
public enum ShardState
{
    /// <summary>A job for it was submitted.</summary>
    Submitted,

    /// <summary>A job for it was found, which an earlier client had submitted.</summary>
    Found,

    /// <summary>Its job began to run.</summary>
    Running,

    /// <summary>Its job came to nothing.</summary>
    Lost,

    /// <summary>Its result is there, whole.</summary>
    Done,
}
