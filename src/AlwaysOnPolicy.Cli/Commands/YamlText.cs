using System.Text.Encodings.Web;
using System.Text.Json;

namespace AlwaysOnPolicy.Cli.Commands;

/// <summary>Text of the command line on its way into settings.</summary>
internal static class YamlText
{
    private static readonly JsonSerializerOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>As a quoted scalar, so that nothing in it is taken for YAML.</summary>
    public static string Quote(string text) => JsonSerializer.Serialize(text, s_json);
}
