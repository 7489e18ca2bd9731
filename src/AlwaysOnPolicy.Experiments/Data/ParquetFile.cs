using Parquet;
using Parquet.Schema;

namespace AlwaysOnPolicy.Experiments.Data;

/// <summary>Reads Parquet, lists, maps and nested records included, a row group at a time.</summary>
internal static class ParquetFile
{
    public static bool Is(Stream content)
    {
        Span<byte> start = stackalloc byte[4];
        return content.ReadAtLeast(start, 4, throwOnEndOfStream: false) == 4 && (start.SequenceEqual("PAR1"u8) || start.SequenceEqual("PARE"u8));
    }

    /// <exception cref="DataException">The file is damaged, or uses something of Parquet that is not read here.</exception>
    public static IEnumerable<DataRecord> Read(Stream content, string path)
    {
        var seekable = content;
        if (!content.CanSeek) content.CopyTo(seekable = new MemoryStream());
        RequirePlain(seekable, path);
        var reader = Try(path, () => ParquetReader.CreateAsync(seekable, leaveStreamOpen: true).GetAwaiter().GetResult());
        try
        {
            var number = 0;
            for (var group = 0; group < reader.RowGroupCount; group++)
            {
                using var rows = Try(path, () => reader.OpenRowGroupReader(group));
                var columns = reader.Schema.Fields.ToDictionary(f => f.Name, f => Try(path, () => Column(rows, f)));
                for (var row = 0; row < rows.RowCount; row++)
                    yield return new DataRecord(path, ++number, columns.ToDictionary(c => c.Key, c => c.Value(), StringComparer.Ordinal));
            }
        }
        finally
        {
            reader.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    /// <returns>Gives the column's next value at each call.</returns>
    private static Func<object?> Column(ParquetRowGroupReader rows, Field field)
    {
        try
        {
            var column = new ParquetColumn(rows, field);
            return column.Next;
        }
        catch (Exception e) when (e is NotSupportedException or NotImplementedException)
        {
            var unread = new Unread($"is stored in a way of Parquet that is not read here ({e.Message.ReplaceLineEndings(" ").TrimEnd('.')}): write the file " +
                "anew with another type or compression.", WholeColumn: true);
            return () => unread;
        }
    }

    /// <summary>Beginning and end name the format: an encrypted file ends in PARE, one that was cut short in neither.</summary>
    private static void RequirePlain(Stream content, string path)
    {
        Span<byte> end = stackalloc byte[4];
        if (content.Length >= 12)
        {
            content.Seek(-4, SeekOrigin.End);
            content.ReadExactly(end);
            content.Position = 0;
        }
        if (end.SequenceEqual("PARE"u8)) throw new DataException($"'{path}' is an encrypted Parquet file, which is not read here: decrypt it.");
        if (!end.SequenceEqual("PAR1"u8)) throw new DataException($"'{path}' is a Parquet file that is damaged or cut short: it does not end in PAR1. Fetch " +
            "it again.");
    }

    private static T Try<T>(string path, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (e is NotSupportedException or NotImplementedException)
        {
            throw new DataException($"'{path}' uses something of Parquet that is not read here: {e.Message.ReplaceLineEndings(" ")} Write it anew with " +
                "common types and compression.", e);
        }
        catch (Exception e) when (e is not (OutOfMemoryException or UnauthorizedAccessException or UserErrorException)
            && (e is not IOException || e is EndOfStreamException))
        {
            throw new DataException($"'{path}' is a Parquet file that is damaged: {e.Message.ReplaceLineEndings(" ")} Fetch it again.", e);
        }
    }
}
