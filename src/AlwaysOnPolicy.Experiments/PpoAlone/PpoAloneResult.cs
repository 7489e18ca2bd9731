using AlwaysOnPolicy.Reports.Records;

namespace AlwaysOnPolicy.Experiments.PpoAlone;

/// <summary>What PPO alone left.</summary>
/// <param name="Outcome">What it came to.</param>
/// <param name="Model">Folder of the trained policy.</param>
/// <param name="Page">The report's.</param>
public sealed record PpoAloneResult(PpoOutcome Outcome, string Model, string Page);
