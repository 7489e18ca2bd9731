using System.Text;

namespace AlwaysOnPolicy.Chat.Requests;

/// <summary>A reply's body as text.</summary>
internal static class BodyText
{
    /// <summary>JSON is UTF-8, whatever charset the head names (an unknown one would otherwise make the reply unreadable); a byte order mark goes.</summary>
    public static async Task<string> ReadAsync(HttpResponseMessage response, CancellationToken cancel = default) =>
        Encoding.UTF8.GetString(await response.Content.ReadAsByteArrayAsync(cancel)).TrimStart('\uFEFF');
}
