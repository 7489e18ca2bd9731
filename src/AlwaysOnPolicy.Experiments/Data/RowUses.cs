namespace AlwaysOnPolicy.Experiments.Data;

/// <summary>Follows the rows of each file through a split: which are used, and what becomes of the others. A row is known by its object, from the reader
/// on.</summary>
internal sealed class RowUses
{
    private const string Unasked = "are more than the settings ask for";
    private readonly Dictionary<(string File, string Rows), FileRows> _files = [];
    private readonly Dictionary<object, (FileRows File, string Id)> _rows = new(ReferenceEqualityComparer.Instance);

    /// <param name="rows">What they are: "demonstrations".</param>
    /// <param name="remedy">What gives more rows than the reader finds; null: other rows.</param>
    public IReadOnlyList<T> Read<T>(DataSet<T> set, string rows, Remedy? remedy = null)
        where T : IDataRow
    {
        var (key, cure) = ((set.File, rows), remedy ?? new("Correct these rows, or give more that ask something else;", "'aop data check' says what is there"));
        if (!_files.TryGetValue(key, out var file))
            _files[key] = file = new(set.Given, [.. set.LeftOut.Select(l => new RowsLeft(l.Rows, l.Why, l.ByChoice ? null : cure))]);
        foreach (var row in set.Rows)
        {
            _rows[row] = (file, row.Id);
            file.Ids.Add(row.Id);
        }
        return set.Rows;
    }

    public void Use<T>(IEnumerable<T> rows)
        where T : IDataRow
    {
        foreach (var row in rows)
            if (_rows.TryGetValue(row, out var known)) known.File.Used.Add(known.Id);
    }

    /// <inheritdoc cref="RowsLeft"/>
    public void Leave(IDataRow row, string why, Remedy? remedy)
    {
        if (_rows.TryGetValue(row, out var known)) known.File.Left.TryAdd(known.Id, (why, remedy));
    }

    /// <summary>A file with rows for two uses has two entries. In the order of reading.</summary>
    public IReadOnlyList<RowsUsed> All() => [.. _files.Select(f => f.Value.Count(f.Key.File, f.Key.Rows))];

    private sealed record FileRows(int Given, IReadOnlyList<RowsLeft> Unread)
    {
        public HashSet<string> Ids { get; } = [];
        public HashSet<string> Used { get; } = [];
        public Dictionary<string, (string Why, Remedy? Remedy)> Left { get; } = [];

        public RowsUsed Count(string file, string rows) => new(file, rows, Given, Used.Count,
        [
            .. Unread.Concat(Ids.Where(id => !Used.Contains(id)).GroupBy(id => Left.GetValueOrDefault(id, (Unasked, null)))
                .Select(g => new RowsLeft(g.Count(), g.Key.Item1, g.Key.Item2))).OrderByDescending(l => l.Rows),
        ]);
    }
}
