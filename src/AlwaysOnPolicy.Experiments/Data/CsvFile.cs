using System.Text.Json;
using nietras.SeparatedValues;

namespace AlwaysOnPolicy.Experiments.Data;

/// <summary>Reads CSV (RFC 4180): a heading line, then records; commas, semicolons or tabs, as the heading has them. Quoted texts may hold line breaks.</summary>
internal static class CsvFile
{
    /// <exception cref="DataException">The file cannot be read, or a record has more or fewer columns than the heading.</exception>
    public static IEnumerable<DataRecord> Read(string path)
    {
        var records = new List<DataRecord>();
        try
        {
            using var reader = Sep.Reader(o => o with { Unescape = true }).FromFile(path);
            if (reader.IsEmpty) throw new DataException($"'{path}' is empty; a CSV file begins with a line of column names.");
            string[] columns = [.. reader.Header.ColNames];
            foreach (var row in reader)
            {
                var values = new Dictionary<string, string>();
                for (var i = 0; i < columns.Length; i++) values[columns[i]] = row[i].ToString();
                records.Add(new DataRecord(path, row.LineNumberFrom, JsonSerializer.SerializeToElement(values)));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"'{path}' cannot be read: {e.Message}", e);
        }
        catch (Exception e) when (e is InvalidDataException or ArgumentException or NotSupportedException)
        {
            throw new DataException($"'{path}' is no CSV file that can be read: {e.Message.ReplaceLineEndings(" ")} Every record needs as many columns as the heading.", e);
        }
        return records;
    }
}
