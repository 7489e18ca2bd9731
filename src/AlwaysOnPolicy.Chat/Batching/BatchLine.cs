using System.Text.Json;
using AlwaysOnPolicy.Chat.Requests;

namespace AlwaysOnPolicy.Chat.Batching;

/// <summary>A line of a batch's file of answers or of errors.</summary>
/// <param name="Id">Of the request.</param>
/// <param name="Body">Of its good reply; null where it has none.</param>
/// <param name="Error">Why it has none.</param>
internal sealed record BatchLine(string Id, string? Body, string Error)
{
    /// <summary>Null where the line names no request.</summary>
    public static BatchLine? Read(string line)
    {
        try
        {
            using var document = LenientJson.Parse(line);
            var root = document.RootElement;
            if (BatchStatus.Text(root, "custom_id") is not { } id) return null;
            var response = BatchStatus.Part(root, "response");
            var body = BatchStatus.Part(response, "body") is { ValueKind: JsonValueKind.Object } there ? there.GetRawText() : null;
            var isGood = body is not null && BatchStatus.Part(response, "status_code") is { ValueKind: JsonValueKind.Number } status
                && status.TryGetInt32(out var code) && code == 200 && CompletionReply.Read(body) is not null;
            return new(id, isGood ? body : null, RefusalText.Of(body ?? line, ""));
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
