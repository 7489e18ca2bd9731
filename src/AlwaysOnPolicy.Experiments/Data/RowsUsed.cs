namespace AlwaysOnPolicy.Experiments.Data;

/// <summary>How many rows of a data file a run uses, and why it leaves the others.</summary>
/// <param name="File">Its path as the settings have it.</param>
/// <param name="Rows">What they are: "demonstrations".</param>
/// <param name="Given">Rows that the file has.</param>
/// <param name="Used">Rows that it uses.</param>
/// <param name="Left">The commonest reason first.</param>
public sealed record RowsUsed(string File, string Rows, int Given, int Used, IReadOnlyList<RowsLeft> Left)
{
    /// <summary>"demonstrations.csv: 44 of 100 demonstrations are used; 50 ask what is held out (probe), 6 are more than the sizes ask for."</summary>
    public string Sentence => $"{Path.GetFileName(File)}: {Used} of {Given} {Rows} are used" +
        (Left.Count > 0 ? $"; of the others {string.Join(", ", Left.Select(l => $"{l.Rows} {l.Why}"))}." : ".");

    /// <summary>What to do where more than half of the rows are lost, which no setting asks for; null where that is not so.</summary>
    public string? Warning
    {
        get
        {
            RowsLeft[] lost = [.. Left.Where(l => l.Remedy is not null)];
            var rows = lost.Sum(l => l.Rows);
            return 2 * rows <= Given ? null : $"Over half of '{File}' is lost, {rows} of {Given} {Rows}: " +
                $"{string.Join(", ", lost.Select(l => $"{l.Rows} {l.Why}"))}. " +
                $"{string.Join(" ", lost.GroupBy(l => l.Remedy!.Do).Select(g => $"{g.Key} {string.Join(" or ", g.Select(l => l.Remedy!.What).Distinct())}."))}";
        }
    }
}
