using System.Text.Json;

namespace AlwaysOnPolicy.Experiments.Data;

/// <summary>A record of a data file, whose columns are taken with complaints that name file and line.</summary>
/// <param name="Line">In a Parquet file, which has no lines, the number of the row, from 1.</param>
internal sealed record DataRecord(string Path, int Line, JsonElement Value)
{
    /// <summary>A column's text without white space round it; "" where it is empty or null.</summary>
    public string Text(string column) => TextOrNull(column) ?? (Value.TryGetProperty(column, out _) ? "" : throw Missing(column));

    /// <summary>Like <see cref="Text"/>; null where the column is absent or null. A number is taken as it is written.</summary>
    public string? TextOrNull(string column) => Value.TryGetProperty(column, out var value) ? TextOf(value, column) : null;

    /// <exception cref="DataException">The column is not a list with something in it.</exception>
    public JsonElement FirstOf(string column)
    {
        if (!Value.TryGetProperty(column, out var list)) throw Missing(column);
        return list.ValueKind == JsonValueKind.Array && list.GetArrayLength() > 0 ? list[0] : throw Error($"column '{column}' must be a list with something in it.");
    }

    public string? TextOf(JsonElement value, string column)
    {
        try
        {
            return value.ValueKind switch
            {
                JsonValueKind.String => value.GetString()!.Trim(),
                JsonValueKind.Number => value.GetRawText(),
                JsonValueKind.Null => null,
                _ => throw Error($"column '{column}' must be text."),
            };
        }
        catch (InvalidOperationException e)
        {
            throw new DataException($"{Path}:{Line}: column '{column}' is not valid UTF-8.", e);
        }
    }

    public DataException Error(string message) => new($"{Path}:{Line}: {message}");

    private DataException Missing(string column)
    {
        var there = string.Join(", ", Value.EnumerateObject().Select(p => p.Name));
        return Error($"column '{column}' is missing; the columns are: {there}. Check that the format setting fits the file.");
    }
}
