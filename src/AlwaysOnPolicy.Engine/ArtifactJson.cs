using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace AlwaysOnPolicy.Engine;

/// <summary>How records lie in a run's folder: JSON with snake_case names and enum words.</summary>
public static class ArtifactJson
{
    internal const string FileName = "output.json";

    /// <summary>On one line, for JSONL.</summary>
    public static JsonSerializerOptions Compact { get; } = Make(indented: false);

    /// <summary>As in an artifact's file: a property a line.</summary>
    public static JsonSerializerOptions Indented { get; } = Make(indented: true);

    /// <summary>Writes a record, indented and with a line's end, over what is there.</summary>
    public static void Write<T>(string path, T value)
    {
        using var stream = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read);
        JsonSerializer.Serialize(stream, value, Indented);
        stream.Write("\n"u8);
    }

    private static JsonSerializerOptions Make(bool indented)
    {
        var options = new JsonSerializerOptions
        {
            WriteIndented = indented,
            NewLine = "\n",
            PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
            RespectRequiredConstructorParameters = true,
            Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
        };
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
