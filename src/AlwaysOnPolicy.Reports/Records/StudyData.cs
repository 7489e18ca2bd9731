namespace AlwaysOnPolicy.Reports.Records;

/// <summary>Several seeds of one experiment.</summary>
/// <param name="Seeds">The seeds.</param>
/// <param name="Arms">Each arm after each iteration.</param>
/// <param name="Differences">Each two arms after each iteration.</param>
public sealed record StudyData(IReadOnlyList<ulong> Seeds, IReadOnlyList<StudyArm> Arms, IReadOnlyList<StudyDifference> Differences)
{
    /// <summary>Each two arms when both had spent what the cheapest arm of the seed did in all, in tokens and in processor seconds.</summary>
    public IReadOnlyList<StudyDifference> AtEqualCost { get; init; } = [];
}
