using System.Text.Json;

namespace AlwaysOnPolicy.Chat.Batching;

/// <summary>How far a service is with a batch.</summary>
/// <param name="State">validating, in_progress, finalizing, completed, failed, expired, cancelling or cancelled.</param>
/// <param name="Files">Of answers and of errors, as far as there are some.</param>
/// <param name="Done">Requests with an answer or an error.</param>
/// <param name="Error">Why a batch failed as a whole.</param>
internal sealed record BatchStatus(
    string Id, string State, string? Key, DateTimeOffset? Created, IReadOnlyList<string> Files, int Done, string? Error)
{
    /// <summary>Nothing more comes. What is expired or cancelled may have answers.</summary>
    public bool Ended => State is "completed" or "expired" or "cancelled" or "failed";

    public bool Failed => State == "failed";

    /// <summary>Null where it is no batch.</summary>
    public static BatchStatus? Read(JsonElement batch)
    {
        if (Text(batch, "id") is not { } id || Text(batch, "status") is not { } state) return null;
        var counts = Part(batch, "request_counts");
        var errors = Part(Part(batch, "errors"), "data") is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray().ToArray() : [];
        return new(id, state, Text(Part(batch, "metadata"), BatchService.KeyName),
            Number(batch, "created_at") is { } seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null,
            [.. new[] { Text(batch, "output_file_id"), Text(batch, "error_file_id") }.OfType<string>().Where(f => f.Length > 0)],
            (int)((Number(counts, "completed") ?? 0) + (Number(counts, "failed") ?? 0)),
            errors.Select(e => Text(e, "message")).FirstOrDefault(m => m is not null));
    }

    public static JsonElement? Part(JsonElement? element, string name) =>
        element is { ValueKind: JsonValueKind.Object } there && there.TryGetProperty(name, out var part) ? part : null;

    public static string? Text(JsonElement? element, string name) =>
        Part(element, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static long? Number(JsonElement? element, string name) =>
        Part(element, name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var value) ? value : null;
}
