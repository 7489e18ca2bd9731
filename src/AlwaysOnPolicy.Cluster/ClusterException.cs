namespace AlwaysOnPolicy.Cluster;

/// <summary>A cluster cannot be reached, does not let us in, refuses a request, or a shard failed there as often as it may.</summary>
public sealed class ClusterException : UserErrorException
{
    /// <summary>An error with this message, which names address or job and says what to do.</summary>
    public ClusterException(ClusterFault fault, string message) : base(message) => Fault = fault;

    /// <summary>The same, with what caused it.</summary>
    public ClusterException(ClusterFault fault, string message, Exception inner) : base(message, inner) => Fault = fault;

    /// <summary>Of which kind it is.</summary>
    public ClusterFault Fault { get; }
}
