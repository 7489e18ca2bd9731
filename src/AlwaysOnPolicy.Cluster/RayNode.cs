namespace AlwaysOnPolicy.Cluster;

/// <summary>A machine of the cluster.</summary>
/// <param name="Id">Ray's, in hexadecimal.</param>
/// <param name="Address">Its IP address, or its name.</param>
/// <param name="IsAlive">False for one that was lost or shut down.</param>
/// <param name="IsHead">Whether it is the head.</param>
/// <param name="Cpus">Processors that Ray gives out.</param>
/// <param name="MemoryBytes">Memory that Ray gives out.</param>
public sealed record RayNode(string Id, string Address, bool IsAlive, bool IsHead, double Cpus, double MemoryBytes);
