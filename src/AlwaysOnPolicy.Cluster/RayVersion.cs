namespace AlwaysOnPolicy.Cluster;

/// <summary>What the head says of itself.</summary>
/// <param name="Version">Of the Jobs interface.</param>
/// <param name="Ray">Of Ray.</param>
/// <param name="Session">Names this start of the head; another one is a head that knows none of the earlier jobs.</param>
public sealed record RayVersion(string Version, string Ray, string Session);
