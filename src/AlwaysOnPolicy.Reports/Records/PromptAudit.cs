namespace AlwaysOnPolicy.Reports.Records;

/// <summary>How diverse prompts are, set by set.</summary>
/// <param name="Encoder">Which one made the embeddings; figures of different ones do not compare.</param>
/// <param name="NearFrom">Cosine from which two questions count as near.</param>
/// <param name="Sets">In the order of arms and iterations.</param>
/// <param name="HeldOut">Some held-out questions on the map; empty where none are known.</param>
public sealed record PromptAudit(string Encoder, double NearFrom, IReadOnlyList<AuditedPrompts> Sets, IReadOnlyList<MapPoint> HeldOut);
