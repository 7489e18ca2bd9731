using System.Globalization;
using AlwaysOnPolicy.Engine.Settings;

namespace AlwaysOnPolicy.Experiments.Data;

/// <summary>Gathers the rows of a data set's files, and counts what is left out for which reason.</summary>
internal sealed class RowCollector<T>(DataInput input, bool uniqueIds)
    where T : class, IDataRow
{
    private const int ReasonsTold = 5;
    private readonly List<T> _rows = [];
    private readonly Dictionary<string, DataRecord> _ids = [];
    private readonly Dictionary<string, (int Rows, bool ByChoice)> _unwanted = [];
    private readonly Dictionary<string, (int Rows, DataRecord First)> _odd = [];
    private readonly HashSet<string> _blamed = [];
    private readonly HashSet<string> _columns = [];
    private int _records;

    /// <param name="read">Makes a row of a record; null for one that the settings do not want.</param>
    /// <param name="lack">What a row lacks; null where it is whole.</param>
    /// <param name="unwanted">Why a whole row is left out, and whether a setting asks for that; null to keep it.</param>
    /// <exception cref="DataException">A file cannot be read, an id comes twice, a column is in no row, or more rows are odd than may be.</exception>
    public void Collect(Func<DataRecord, string, T?> read, Func<T, string?> lack, Func<T, (string Reason, bool ByChoice)?> unwanted)
    {
        foreach (var record in input.Files.SelectMany(f => RecordFile.Read(f.CheckedPath(), input.Source.Format)))
        {
            var id = $"row-{++_records}";
            if (input.Source.HasNamedColumns) _columns.UnionWith(record.Columns.Keys);
            try
            {
                if (read(record, id) is not { } row) continue;
                if (uniqueIds && !_ids.TryAdd(row.Id, record))
                    throw new DataException($"{record.Place}: the id '{row.Id}' was used before, at {_ids[row.Id].Place}. Ids must be unique: correct them, " +
                        "or name another column.");
                if (lack(row) is { } missing) throw record.Odd(missing);
                if (unwanted(row) is var (reason, byChoice)) _unwanted[reason] = (_unwanted.GetValueOrDefault(reason).Rows + 1, byChoice);
                else _rows.Add(row);
            }
            catch (OddRowException e)
            {
                if (e.Column is { } column) _blamed.Add(column);
                _odd[e.Reason] = _odd.TryGetValue(e.Reason, out var seen) ? (seen.Rows + 1, seen.First) : (1, record);
            }
        }
        if (input.Source.HasNamedColumns && _records > 0) RequireColumns();
        RequireFewOdd();
    }

    /// <summary>A column that the user names, or that a row needs, is in some row at least.</summary>
    private void RequireColumns()
    {
        string[] absent = [.. input.Source.Columns.Named().Concat(_blamed).Distinct().Where(c => !_columns.Contains(c))];
        if (absent.Length == 0) return;
        var near = absent.Select(c => NearestName.Find(c, _columns)).OfType<string>().Distinct().Select(c => $"'{c}'").ToArray();
        var said = absent.Length == 1 ? $"column '{absent[0]}' is" : $"columns {string.Join(", ", absent.Select(c => $"'{c}'"))} are";
        throw new DataException($"'{input.Source.Path}': {said} missing; the columns are: " +
            $"{string.Join(", ", _columns)}.{(near.Length > 0 ? $" Did you mean {string.Join(", ", near)}?" : "")} " +
            input.Advice.Name([.. absent.SelectMany(input.Source.Columns.Fields)]));
    }

    /// <exception cref="DataException">No row is left.</exception>
    /// <param name="doubts">What of the rows that are kept a user may not want.</param>
    public DataSet<T> Result(string what, IReadOnlyList<string>? doubts = null)
    {
        string[] notes =
        [
            .. Told().Select(o => $"{input.Setting}: {o.Rows} of the {what} left out because {o.Reason.TrimEnd('.')} (such as " +
                $"{Path.GetFileName(o.First.Path)}:{o.First.Line})."),
            .. _unwanted.OrderBy(r => r.Key, StringComparer.Ordinal).Select(r => $"{input.Setting}: {r.Value.Rows} of the {what} left out because {r.Key}."),
            .. doubts ?? [],
        ];
        (int Rows, string Why, bool ByChoice)[] left =
        [
            .. _odd.Count > 0 ? [(_odd.Values.Sum(o => o.Rows), "cannot be used as they are", false)] : Array.Empty<(int, string, bool)>(),
            .. _unwanted.Select(u => (u.Value.Rows, $"are left out because {u.Key}", u.Value.ByChoice)),
        ];
        return _rows.Count > 0
            ? new DataSet<T>(_rows, notes) { Doubts = doubts ?? [], File = input.Source.Path, Given = _rows.Count + left.Sum(l => l.Rows), LeftOut = left }
            : throw new DataException($"'{input.Source.Path}' holds no {what} that can be used. {string.Join(" ", notes)}".TrimEnd());
    }

    private void RequireFewOdd()
    {
        var odd = _odd.Values.Sum(o => o.Rows);
        if (odd <= input.Source.MaxOddShare * _records) return;
        var share = input.Source.MaxOddShare.ToString("0.###", CultureInfo.InvariantCulture);
        var reasons = Told().Select(o => $"{o.First.Place}: {o.Reason.TrimEnd('.')} ({o.Rows} {(o.Rows == 1 ? "row" : "rows")})");
        throw new DataException($"'{input.Source.Path}': {odd} of {_records} rows cannot be used, more than the share of {share} that " +
            $"{input.Advice.OddShare} allows: " +
            $"{string.Join("; ", reasons)}. " +
            $"{(input.Source.HasNamedColumns ? input.Advice.Columns([.. _blamed.SelectMany(input.Source.Columns.Fields)]) : input.Advice.Format)}");
    }

    /// <summary>The commonest reasons; the others as one.</summary>
    private (string Reason, int Rows, DataRecord First)[] Told()
    {
        var sorted = _odd.OrderByDescending(o => o.Value.Rows).ThenBy(o => o.Key, StringComparer.Ordinal)
            .Select(o => (o.Key, o.Value.Rows, o.Value.First)).ToArray();
        return sorted.Length <= ReasonsTold
            ? sorted
            : [.. sorted[..(ReasonsTold - 1)], ("of other reasons", sorted[(ReasonsTold - 1)..].Sum(o => o.Rows), sorted[ReasonsTold - 1].First)];
    }
}
