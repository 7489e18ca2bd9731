using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Parquet.Serialization;
using ZstdSharp;

namespace AlwaysOnPolicy.Experiments.Tests.Data;

/// <summary>The same records as every kind of file, packed and not.</summary>
internal static class DataKinds
{
    public static string[] Names { get; } = ["jsonl", "json", "csv", "tsv", "parquet"];
    public static string[] Packings { get; } = ["", ".gz", ".zst"];

    public sealed record Nested
    {
        public string? Name { get; init; }
        public List<int>? Counts { get; init; }
    }

    /// <summary>Pairs with columns of every sort beside the needed ones.</summary>
    public sealed record Row
    {
        public string? domain { get; init; }
        public string? question { get; init; }
        public string? chosen { get; init; }
        public string? rejected { get; init; }
        public double? margin { get; init; }
        public double score { get; init; }
        public List<string>? tags { get; init; }
        public Dictionary<string, int>? votes { get; init; }
        public Nested? nested { get; init; }
        public byte[]? picture { get; init; }
    }

    /// <summary>Writes the rows as a file of a kind.</summary>
    public static string Write(DataFiles files, string kind, string packing, params Row[] rows) =>
        WriteBytes(files, $"rows.{kind}{packing}", kind == "parquet" ? Parquet(rows) : Encoding.UTF8.GetBytes(Text(kind, rows)));

    /// <summary>Writes bytes, packed as the name's ending says.</summary>
    public static string WriteBytes(DataFiles files, string name, byte[] bytes)
    {
        var path = Path.Combine(files.Folder, name);
        using var file = File.Create(path);
        if (name.EndsWith(".gz", StringComparison.Ordinal))
        {
            using var gzip = new GZipStream(file, CompressionLevel.Fastest);
            gzip.Write(bytes);
        }
        else if (name.EndsWith(".zst", StringComparison.Ordinal))
        {
            using var zstd = new CompressionStream(file);
            zstd.Write(bytes);
        }
        else file.Write(bytes);
        return path;
    }

    public static string Text(string kind, Row[] rows) => kind switch
    {
        "jsonl" => string.Concat(rows.Select(r => Json(r) + "\n")),
        "json" => $"[\n{string.Join(",\n", rows.Select(Json))}\n]\n",
        "csv" => Separated(rows, ','),
        _ => Separated(rows, '\t'),
    };

    private static readonly JsonSerializerOptions s_json =
        new() { NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals };

    /// <summary>As Python writes it: NaN and the infinities are bare words.</summary>
    private static string Json(Row row)
    {
        var text = JsonSerializer.Serialize(row, s_json);
        foreach (var column in (string[])["margin", "score"])
            foreach (var word in (string[])["NaN", "-Infinity", "Infinity"])
                text = text.Replace($"\"{column}\":\"{word}\"", $"\"{column}\":{word}", StringComparison.Ordinal);
        return text;
    }

    private static string Separated(Row[] rows, char delimiter)
    {
        static string Quote(object? value) => value switch
        {
            null => "",
            string text => text.AsSpan().ContainsAny("\",;\t\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text,
            IFormattable number => number.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
            _ => Quote(JsonSerializer.Serialize(value)),
        };
        var properties = typeof(Row).GetProperties();
        var lines = rows.Select(r => string.Join(delimiter, properties.Select(p => Quote(p.GetValue(r)))));
        return string.Concat(new[] { string.Join(delimiter, properties.Select(p => p.Name)) }.Concat(lines).Select(l => l + "\n"));
    }

    private static byte[] Parquet(Row[] rows)
    {
        using var stream = new MemoryStream();
        ParquetSerializer.SerializeAsync(rows, stream).GetAwaiter().GetResult();
        return stream.ToArray();
    }
}
