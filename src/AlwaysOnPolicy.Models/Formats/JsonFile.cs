using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using AlwaysOnPolicy.Files;

namespace AlwaysOnPolicy.Models.Formats;

/// <summary>The JSON files of a model folder.</summary>
internal static class JsonFile
{
    private const long LargestMegabytes = 64;

    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <exception cref="CheckpointException">The file is missing, or does not hold a JSON object.</exception>
    public static JsonObject Read(string path)
    {
        try
        {
            if (new FileInfo(path).Length > LargestMegabytes << 20) throw new JsonException($"it is larger than {LargestMegabytes} MB.");
            var json = JsonNode.Parse(File.ReadAllBytes(path)) as JsonObject ?? throw new JsonException("it is not an object.");
            _ = json.Count;   // reads the keys now, so that one that stands twice is found here
            return json;
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException or ArgumentException or InvalidOperationException)
        {
            throw new CheckpointException($"'{path}' cannot be read as JSON: {e.Message} Fetch it again.", e);
        }
    }

    public static void Write(string path, JsonObject json) => Durable.Write(path, file =>
    {
        file.Write(JsonSerializer.SerializeToUtf8Bytes<JsonNode>(json, s_indented));
        file.WriteByte((byte)'\n');
    });
}
