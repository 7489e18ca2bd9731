namespace AlwaysOnPolicy.Experiments.Data;

/// <summary>Reads the records of a data file. A Parquet file is known by its first bytes, whatever records it holds.</summary>
internal static class RecordFile
{
    /// <exception cref="DataException">The file cannot be read.</exception>
    public static IEnumerable<DataRecord> Read(string path, DataFormat format)
    {
        if (ParquetFile.Is(path)) return ParquetFile.Read(path);
        return format switch
        {
            DataFormat.Csv => CsvFile.Read(path),
            DataFormat.Text => TextFile.Read(path),
            DataFormat.Parquet => throw new DataException($"'{path}' is no Parquet file: it does not begin with PAR1. Correct the format, or fetch the file again."),
            _ => JsonlFile.Read(path),
        };
    }
}
