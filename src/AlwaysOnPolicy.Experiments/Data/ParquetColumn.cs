using Parquet;
using Parquet.Schema;

namespace AlwaysOnPolicy.Experiments.Data;

/// <summary>One column of a row group with all that is nested in it, put together from its leaves row by row.</summary>
/// <remarks>Melnik et al. 2010 (Dremel): a value's definition level says how much of its path is there, its repetition level which list goes on.</remarks>
internal sealed class ParquetColumn
{
    private readonly Field _field;
    private readonly Dictionary<Field, ParquetLeaf> _leaves = new(ReferenceEqualityComparer.Instance);

    /// <exception cref="NotSupportedException">A type or compression that is not read.</exception>
    public ParquetColumn(ParquetRowGroupReader rows, Field field)
    {
        _field = field;
        foreach (var leaf in LeavesOf(field)) _leaves[leaf] = new ParquetLeaf(rows, leaf);
    }

    /// <summary>The value of the next row.</summary>
    public object? Next() => Read(_field);

    private object? Read(Field field)
    {
        var first = _leaves[LeavesOf(field).First()];
        var level = field.MaxDefinitionLevel;
        switch (field)
        {
            case StructField record:
                var there = first.Definition >= level;
                var columns = record.Fields.ToDictionary(f => f.Name, Read, StringComparer.Ordinal);
                return there ? columns : null;
            case ListField list:
                return Items(first, level, list.MaxRepetitionLevel, () => Read(list.Item));
            case MapField map:
                var entries = Items(first, level, map.MaxRepetitionLevel, () => (Key: Read(map.Key), Value: Read(map.Value)));
                return entries?.ToDictionary(e => $"{(e.Key as DataNumber?)?.Text ?? e.Key}", e => e.Value, StringComparer.Ordinal);
            case DataField { IsArray: true }:
                return Items(first, level, field.MaxRepetitionLevel, first.Take);
            default:
                return first.Take();
        }
    }

    /// <returns>Null where there is no list.</returns>
    private static List<T>? Items<T>(ParquetLeaf first, int level, int repetition, Func<T> read)
    {
        var items = new List<T>();
        if (first.Definition < level)
        {
            var there = first.Definition == level - 1;
            read();   // one entry says that there are none
            return there ? items : null;
        }
        do items.Add(read());
        while (first.Repetition >= repetition);
        return items;
    }

    private static IEnumerable<DataField> LeavesOf(Field field) => field switch
    {
        StructField record => record.Fields.SelectMany(LeavesOf),
        ListField list => LeavesOf(list.Item),
        MapField map => [.. LeavesOf(map.Key), .. LeavesOf(map.Value)],
        DataField leaf => [leaf],
        _ => throw new NotSupportedException($"a field of the kind {field.SchemaType}"),
    };
}
