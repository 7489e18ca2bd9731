namespace AlwaysOnPolicy.Cluster;

/// <summary>One finding of <see cref="ClusterCheck"/>.</summary>
/// <param name="IsWell">Whether it is as it should be.</param>
/// <param name="What">What was looked at: "store", "node 10.0.0.7 (worker-3)".</param>
/// <param name="Found">What was found, and where it is wrong what to do.</param>
public sealed record CheckLine(bool IsWell, string What, string Found);
