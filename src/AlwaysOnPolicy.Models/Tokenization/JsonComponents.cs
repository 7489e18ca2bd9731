using System.Text.Json;

namespace AlwaysOnPolicy.Models.Tokenization;

/// <summary>Reading the parts of tokenizer.json, with errors that name file and part.</summary>
internal static class JsonComponents
{
    public static string Type(this JsonElement part) => part.GetProperty("type").GetString() ?? "";

    public static bool IsNull(this JsonElement part, string name) =>
        !part.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null;

    public static bool Flag(this JsonElement part, string name, bool otherwise = false) =>
        part.IsNull(name) ? otherwise : part.GetProperty(name).GetBoolean();

    public static string Text(this JsonElement part, string name, string otherwise = "") =>
        part.IsNull(name) ? otherwise : part.GetProperty(name).GetString() ?? otherwise;

    public static CheckpointException Unsupported(string what, string name, string supported) =>
        new($"tokenizer.json asks for the {what} '{name}', which is not supported; supported: {supported}.");

    /// <summary>Vocabulary of a model: token to id.</summary>
    public static Dictionary<string, int> Vocabulary(JsonElement model)
    {
        var vocabulary = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var entry in model.GetProperty("vocab").EnumerateObject())
        {
            var id = entry.Value.GetInt32();
            if (id is < 0 or > 10_000_000) throw new CheckpointException($"tokenizer.json gives the token '{entry.Name}' the id {id}, which is out of range.");
            vocabulary[entry.Name] = id;
        }
        return vocabulary;
    }
}
