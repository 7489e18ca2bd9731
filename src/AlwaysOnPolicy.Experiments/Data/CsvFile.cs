using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;

namespace AlwaysOnPolicy.Experiments.Data;

/// <summary>Reads CSV (RFC 4180): a heading line, then records. Quoted texts may hold line breaks.</summary>
internal static class CsvFile
{
    /// <param name="content">Valid UTF-8.</param>
    /// <param name="delimiter">As <see cref="Delimiter"/> finds it.</param>
    /// <exception cref="DataException">A record has more or fewer columns than the heading, two columns share a name, or a quote is not closed.</exception>
    public static IEnumerable<DataRecord> Read(Stream content, string path, char delimiter)
    {
        using var parser = new CsvParser(new StreamReader(content, Encoding.UTF8), new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = delimiter.ToString(),
            HasHeaderRecord = false,
            BufferSize = 1 << 20,
            BadDataFound = null,   // what is wrong is found below, with its line
        });
        string[] columns = parser.Read() ? [.. parser.Record!.Select(c => c.Trim())] : [];
        if (columns.GroupBy(c => c).FirstOrDefault(g => g.Count() > 1)?.Key is { } twice)
            throw new DataException($"'{path}' has two columns called '{twice}' in its heading.");
        while (parser.Read())
        {
            var record = parser.Record!;
            var raw = parser.RawRecord.TrimEnd('\r', '\n');
            if (IsOpen(raw, record, delimiter))
                throw new DataException($"{path}:{parser.RawRow - parser.RawRecord.AsSpan().Count('\n')}: a quote begins in this record and is not closed.");
            var line = parser.RawRow - raw.AsSpan().Count('\n');
            if (record.Length != columns.Length)
                throw new DataException($"{path}:{line}: this record has {record.Length} columns, the heading {columns.Length}. Every record needs as many " +
                    "columns as the heading.");
            var values = new Dictionary<string, object?>(StringComparer.Ordinal);
            for (var i = 0; i < columns.Length; i++) values[columns[i]] = record[i];
            yield return new DataRecord(path, line, values);
        }
    }

    /// <summary>What parts the columns: the tab of a .tsv file, else the comma, semicolon or tab that the heading has most of.</summary>
    /// <exception cref="DataException">The file is empty.</exception>
    public static char Delimiter(string path, string? heading) => heading is null
        ? throw new DataException($"'{path}' is empty; a CSV file begins with a line of column names.")
        : PackedFile.Ending(path) == ".tsv" ? '\t' : ",;\t".MaxBy(c => heading.Count(h => h == c));

    /// <summary>A quote that is not closed swallows all that follows.</summary>
    private static bool IsOpen(string raw, string[] record, char delimiter) => raw.AsSpan().Count('"') % 2 != 0
        && (raw.EndsWith($"{delimiter}\"{record[^1]}", StringComparison.Ordinal) || (!raw.EndsWith('"') && record[^1].Contains('\n')));
}
