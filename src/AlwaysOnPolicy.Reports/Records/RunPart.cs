namespace AlwaysOnPolicy.Reports.Records;

/// <summary>How far a run has come.</summary>
/// <param name="Done">Stages that are finished.</param>
/// <param name="Stages">Of so many.</param>
public sealed record RunPart(int Done, int Stages);
