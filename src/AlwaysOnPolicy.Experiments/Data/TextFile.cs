using System.Text;
using System.Text.Json;

namespace AlwaysOnPolicy.Experiments.Data;

/// <summary>Reads plain text, a question a line; empty lines are passed over.</summary>
internal static class TextFile
{
    /// <exception cref="DataException">The file cannot be read, or is not UTF-8.</exception>
    public static IEnumerable<DataRecord> Read(string path)
    {
        var column = new DataColumns().Question;
        string[] lines;
        try
        {
            lines = File.ReadAllText(path, new UTF8Encoding(false, throwOnInvalidBytes: true)).Split('\n');
        }
        catch (DecoderFallbackException e)
        {
            throw new DataException($"'{path}' is no text in UTF-8: {e.Message} Convert it, or name its format.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"'{path}' cannot be read: {e.Message}", e);
        }
        return lines.Select((line, i) => (Text: line.Trim(), Number: i + 1)).Where(l => l.Text.Length > 0)
            .Select(l => new DataRecord(path, l.Number, JsonSerializer.SerializeToElement(new Dictionary<string, string> { [column] = l.Text })));
    }
}
