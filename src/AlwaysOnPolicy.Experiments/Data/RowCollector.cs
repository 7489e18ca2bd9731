namespace AlwaysOnPolicy.Experiments.Data;

/// <summary>Gathers the rows of a data set's files, and counts what is left out for which reason.</summary>
internal sealed class RowCollector<T>(DataInput input, bool uniqueIds)
    where T : class, IDataRow
{
    private readonly List<T> _rows = [];
    private readonly Dictionary<string, DataRecord> _ids = [];
    private readonly SortedDictionary<string, int> _leftOut = new(StringComparer.Ordinal);

    /// <param name="read">Makes a row of a record; null for one that the settings do not want.</param>
    /// <param name="flaw">Why a row is left out; null to keep it.</param>
    public void Collect(Func<DataRecord, string, T?> read, Func<T, string?> flaw)
    {
        var number = 0;
        foreach (var record in input.Files.SelectMany(f => RecordFile.Read(f.CheckedPath(), input.Source.Format)))
        {
            if (read(record, $"row-{++number}") is not { } row) continue;
            if (uniqueIds && !_ids.TryAdd(row.Id, record))
                throw record.Error($"the id '{row.Id}' was used before, at {_ids[row.Id].Path}:{_ids[row.Id].Line}. Ids must be unique.");
            if (flaw(row) is { } reason) _leftOut[reason] = _leftOut.GetValueOrDefault(reason) + 1;
            else _rows.Add(row);
        }
    }

    /// <exception cref="DataException">No row is left.</exception>
    public DataSet<T> Result(string what)
    {
        string[] notes = [.. _leftOut.Select(r => $"{input.Setting}: {r.Value} of the {what} left out because {r.Key}.")];
        return _rows.Count > 0
            ? new DataSet<T>(_rows, notes)
            : throw new DataException($"'{input.Source.Path}' holds no {what} that can be used. {string.Join(" ", notes)}".TrimEnd());
    }
}
