using System.Text.Json;
using AlwaysOnPolicy.Chat.Replies;

namespace AlwaysOnPolicy.Prompts.Writing;

/// <summary>Reads a list that an LLM wrote as JSON: texts or objects, in a list, in an object round it, or one object a line.</summary>
internal static class ListedJson
{
    private static readonly string[] s_listNames = ["question", "keyword", "prompt"];

    /// <param name="cleaned">Makes an entry of a text.</param>
    public static IReadOnlyList<ListedItem> Read(string reply, Func<string, ListedItem> cleaned) =>
        [.. ReplyJson.Values(reply).SelectMany(Entries).Select(e => Item(e, cleaned)).OfType<ListedItem>()];

    private static IEnumerable<JsonElement> Entries(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Array) return value.EnumerateArray();
        if (value.ValueKind != JsonValueKind.Object) return [];
        JsonProperty[] lists = [.. value.EnumerateObject().Where(p => p.Value.ValueKind == JsonValueKind.Array)];
        if (lists.Length == 0) return [value];
        // Beside the list there may be others, such as the weak domains; where none is named, they are the questions of one domain each.
        JsonProperty[] named = [.. lists.Where(p => s_listNames.Any(n => p.Name.Contains(n, StringComparison.OrdinalIgnoreCase)))];
        return (named.Length > 0 ? named : lists).SelectMany(p => p.Value.EnumerateArray());
    }

    private static ListedItem? Item(JsonElement element, Func<string, ListedItem> cleaned)
    {
        if (element.ValueKind == JsonValueKind.String) return NonEmpty(cleaned(element.GetString()!));
        if (element.ValueKind != JsonValueKind.Object) return null;
        var fields = element.EnumerateObject().Where(p => p.Value.ValueKind == JsonValueKind.String).ToArray();
        if (Field(fields, "question", "keyword", "text", "prompt") is not { } text) return null;
        var item = cleaned(text);
        return NonEmpty(item with { Tag = Field(fields, "domain", "subreddit", "category") ?? item.Tag });
    }

    private static string? Field(JsonProperty[] fields, params string[] names) =>
        names.Select(n => fields.Where(f => f.Name.Equals(n, StringComparison.OrdinalIgnoreCase)).Select(f => f.Value.GetString()).FirstOrDefault())
            .FirstOrDefault(v => v is not null);

    private static ListedItem? NonEmpty(ListedItem item) => item.Text.Length > 0 ? item : null;
}
