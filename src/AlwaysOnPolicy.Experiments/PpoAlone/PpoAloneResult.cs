using AlwaysOnPolicy.Reports.Records;

namespace AlwaysOnPolicy.Experiments.PpoAlone;

/// <param name="Model">Folder of the trained policy.</param>
/// <param name="Page">The report's.</param>
public sealed record PpoAloneResult(PpoOutcome Outcome, string Model, string Page);
