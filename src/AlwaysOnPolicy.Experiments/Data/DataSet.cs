namespace AlwaysOnPolicy.Experiments.Data;

/// <summary>The rows of a data set.</summary>
/// <param name="Notes">Plain sentences on what was left out and why, for the run log and the report.</param>
public sealed record DataSet<T>(IReadOnlyList<T> Rows, IReadOnlyList<string> Notes)
{
    /// <summary>Those of the notes that are about rows which were kept, and which a user may not want.</summary>
    public IReadOnlyList<string> Doubts { get; init; } = [];
}
