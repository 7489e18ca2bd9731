namespace AlwaysOnPolicy.Reports.Records;

/// <summary>Several seeds of one experiment.</summary>
public sealed record StudyData(IReadOnlyList<ulong> Seeds, IReadOnlyList<StudyArm> Arms, IReadOnlyList<StudyDifference> Differences);
