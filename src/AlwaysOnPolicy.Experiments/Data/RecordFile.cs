using System.Text;

namespace AlwaysOnPolicy.Experiments.Data;

/// <summary>Reads the records of a data file, packed or not. What it is made of, its bytes and its name tell: a Parquet file begins with PAR1, CSV is what
/// the format or the ending calls so, text what the format calls so, and anything else is JSON. Whatever it is, the same rows come out.</summary>
internal static class RecordFile
{
    /// <exception cref="DataException">The file cannot be read, is damaged, is not UTF-8, or is of a kind that is not read here.</exception>
    public static IEnumerable<DataRecord> Read(string path, DataFormat format)
    {
        if (PackedFile.Read(path, c => (IEnumerable<bool>)[ParquetFile.Is(c)]).Single()) return PackedFile.Read(path, c => ParquetFile.Read(c, path));
        return format switch
        {
            DataFormat.Text => PackedFile.Read(path, c => TextFile.Read(c, path)),
            DataFormat.Parquet => throw new DataException(
                $"'{path}' is no Parquet file: it does not begin with PAR1. Correct the format, or fetch the file again."),
            DataFormat.Csv => Csv(path),
            _ => PackedFile.Ending(path) is ".csv" or ".tsv" ? Csv(path) : PackedFile.Read(path, c => JsonRecords.Read(c, path)),
        };
    }

    /// <summary>Looks at every line first, for one that is not UTF-8.</summary>
    private static IEnumerable<DataRecord> Csv(string path)
    {
        string? heading = null;
        foreach (var found in PackedFile.Read(path, c => Utf8Lines.Read(c, path).Where(l => heading is null && !Utf8Lines.IsBlank(l.Line.Span))
            .Select(l => Encoding.UTF8.GetString(l.Line.Span))))
            heading ??= found;
        var delimiter = CsvFile.Delimiter(path, heading);
        return PackedFile.Read(path, c => CsvFile.Read(c, path, delimiter));
    }
}
