using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace AlwaysOnPolicy.Web.Completions.Replies;

/// <summary>Writes replies in JSON, with the interface's names.</summary>
internal static class ReplyJson
{
    private static readonly byte[] s_data = "data: "u8.ToArray(), s_end = "\n\n"u8.ToArray();

    private static readonly JsonSerializerOptions s_options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static async Task WriteAsync(HttpResponse response, int status, object reply, CancellationToken cancel)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(reply, s_options);
        (response.StatusCode, response.ContentType, response.ContentLength) = (status, "application/json; charset=utf-8", bytes.Length);
        await response.Body.WriteAsync(bytes, cancel);
    }

    /// <summary>A server-sent event.</summary>
    public static async Task SendAsync(HttpResponse response, object reply, CancellationToken cancel)
    {
        await response.BodyWriter.WriteAsync(Event(JsonSerializer.SerializeToUtf8Bytes(reply, s_options)), cancel);
    }

    /// <summary>The event that ends a stream.</summary>
    public static async Task SendDoneAsync(HttpResponse response, CancellationToken cancel) =>
        await response.BodyWriter.WriteAsync(Event("[DONE]"u8), cancel);

    public static void BeginStream(HttpResponse response)
    {
        (response.StatusCode, response.ContentType) = (StatusCodes.Status200OK, "text/event-stream; charset=utf-8");
        response.Headers["X-Accel-Buffering"] = "no";
    }

    private static byte[] Event(ReadOnlySpan<byte> data) => [.. s_data, .. data, .. s_end];
}
