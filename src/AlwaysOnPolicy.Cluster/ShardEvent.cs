namespace AlwaysOnPolicy.Cluster;

/// <summary>Something that happened to a shard.</summary>
/// <param name="Key">The shard's.</param>
/// <param name="State">What it was.</param>
/// <param name="JobId">Null where the result was there before any job.</param>
/// <param name="Detail">Why a job was lost; empty else.</param>
public sealed record ShardEvent(string Key, ShardState State, string? JobId, string Detail);
