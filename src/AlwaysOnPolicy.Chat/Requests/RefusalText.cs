using System.Text.Json;
using AlwaysOnPolicy.Secrets;

namespace AlwaysOnPolicy.Chat.Requests;

/// <summary>A service's own words about a refusal, short and without the key.</summary>
internal static class RefusalText
{
    private const int Longest = 300;

    /// <param name="body">The refusal's body: JSON in one of the usual forms, or any text.</param>
    /// <param name="key">Services quote what they were sent: the key is blotted out.</param>
    public static string Of(string body, string key)
    {
        var text = (Message(body) ?? body).ReplaceLineEndings(" ").Trim();
        if (key.Length > 4) text = text.Replace(key, "***", StringComparison.Ordinal);
        text = KnownSecrets.Hide(text);
        return text.Length > Longest ? text[..Longest] + " …" : text;
    }

    private static string? Message(string body)
    {
        try
        {
            using var document = LenientJson.Parse(body);
            var root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Array && root.GetArrayLength() > 0) root = root[0];   // Gemini wraps its errors in a list
            return Text(root, "error") ?? Text(root, "message") ?? Text(root, "detail")
                ?? (CompletionReply.ErrorOf(root) is { } error ? Text(error, "message") : null);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString() : null;
}
