namespace AlwaysOnPolicy.Experiments.Data;

/// <summary>The rows of a data set.</summary>
/// <param name="Rows">The rows that can be used.</param>
/// <param name="Notes">Plain sentences on what was left out and why, for the run log and the report.</param>
public sealed record DataSet<T>(IReadOnlyList<T> Rows, IReadOnlyList<string> Notes)
{
    /// <summary>Those of the notes that are about rows which were kept, and which a user may not want.</summary>
    public IReadOnlyList<string> Doubts { get; init; } = [];

    /// <summary>The path that names it.</summary>
    internal string File { get; init; } = "";

    /// <summary>Rows that it has, those among them that were left out.</summary>
    internal int Given { get; init; } = Rows.Count;

    /// <summary>Rows that were left out in reading; by choice where a setting asks for it.</summary>
    internal IReadOnlyList<(int Rows, string Why, bool ByChoice)> LeftOut { get; init; } = [];
}
