using System.Globalization;
using Parquet;
using Parquet.Data;
using Parquet.Schema;

namespace AlwaysOnPolicy.Experiments.Data;

/// <summary>The values of one leaf column of a row group, in the order in which they are stored.</summary>
internal sealed class ParquetLeaf
{
    private static readonly Unread s_binary = new("is binary, which is no text: write it as text (string, UTF-8), or name another column.", WholeColumn: true);
    private readonly object?[] _values;
    private readonly int[]? _definition, _repetition;
    private readonly int _level;
    private int _entry, _value;

    public ParquetLeaf(ParquetRowGroupReader rows, DataField field)
    {
        using var raw = rows.ReadRawColumnDataBaseAsync(field).AsTask().GetAwaiter().GetResult();
        _level = field.MaxDefinitionLevel;
        _definition = _level > 0 ? raw.DefinitionLevels.ToArray() : null;
        _repetition = field.MaxRepetitionLevel > 0 ? raw.RepetitionLevels.ToArray() : null;
        _values = Values((dynamic)raw);
    }

    /// <summary>Of the entry that comes next.</summary>
    public int Definition => _definition is null ? 0 : _definition[_entry];

    /// <summary>Of the entry that comes next; -1 behind the last.</summary>
    public int Repetition => _repetition is null || _entry >= _repetition.Length ? -1 : _repetition[_entry];

    /// <summary>The next entry's value; null where there is none.</summary>
    public object? Take()
    {
        var there = Definition == _level;
        _entry++;
        return there ? _values[_value++] : null;
    }

    private static object?[] Values<T>(RawColumnData<T> raw)
        where T : struct => [.. raw.Values.ToArray().Select(v => Of(v))];

    private static object? Of(object value) => value switch
    {
        ReadOnlyMemory<char> text => Text(text.ToString()),
        ReadOnlyMemory<byte> => s_binary,
        bool truth => truth,
        double or float or Half => DataNumber.Of((IFormattable)value) is var number && number.Text.Length > 0 ? number : null,
        DateTime time => time.ToString("O", CultureInfo.InvariantCulture),
        IFormattable number when value is sbyte or byte or short or ushort or int or uint or long or ulong or decimal => DataNumber.Of(number),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => $"{value}",
    };

    /// <summary>Bytes that are no UTF-8 arrive as U+FFFD.</summary>
    private static object Text(string text) => text.Contains('\uFFFD')
        ? new Unread("holds the sign U+FFFD: its bytes are not valid UTF-8, or were lost before.", WholeColumn: false)
        : text;
}
