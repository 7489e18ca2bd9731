namespace AlwaysOnPolicy.Cluster;

/// <summary>What kind of thing went wrong with a cluster: whether waiting helps.</summary>
public enum ClusterFault
{
    /// <summary>Nobody answers, or the head is not ready: it may be restarting.</summary>
    Unreachable,

    /// <summary>The token is missing or wrong.</summary>
    Denied,

    /// <summary>It answers, and not as the Jobs interface does, or refuses what it was asked.</summary>
    Refused,

    /// <summary>A shard failed as often as it may.</summary>
    ShardFailed,
}
