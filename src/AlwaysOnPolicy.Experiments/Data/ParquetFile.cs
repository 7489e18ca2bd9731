using System.Text.Json;
using Parquet.Serialization;

namespace AlwaysOnPolicy.Experiments.Data;

/// <summary>Reads Parquet, lists and nested records included.</summary>
internal static class ParquetFile
{
    public static bool Is(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            Span<byte> start = stackalloc byte[4];
            return stream.ReadAtLeast(start, 4, throwOnEndOfStream: false) == 4 && start.SequenceEqual("PAR1"u8);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"'{path}' cannot be read: {e.Message}", e);
        }
    }

    /// <exception cref="DataException">The file is damaged.</exception>
    public static IEnumerable<DataRecord> Read(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            var table = ParquetSerializer.DeserializeUntypedAsync(stream).GetAwaiter().GetResult();
            return [.. table.Data.Select((row, i) => new DataRecord(path, i + 1, JsonSerializer.SerializeToElement(row)))];
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw new DataException($"'{path}' is a Parquet file that cannot be read: {e.Message.ReplaceLineEndings(" ")} Fetch it again.", e);
        }
    }
}
