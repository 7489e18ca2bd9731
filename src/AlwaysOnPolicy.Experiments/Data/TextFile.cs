using System.Text;

namespace AlwaysOnPolicy.Experiments.Data;

/// <summary>Reads plain text, a question a line; empty lines are passed over.</summary>
internal static class TextFile
{
    private static readonly string s_column = new DataColumns().Question;

    public static IEnumerable<DataRecord> Read(Stream content, string path)
    {
        foreach (var (number, line) in Utf8Lines.Read(content, path))
            if (Encoding.UTF8.GetString(line.Span).Trim() is { Length: > 0 } text)
                yield return new DataRecord(path, number, new Dictionary<string, object?> { [s_column] = text });
    }
}
