using System.Text.Json;
using AlwaysOnPolicy.Tokenizers;

namespace AlwaysOnPolicy.Web.Completions.Requests;

/// <summary>The prompts of a request of the older kind: a text, texts, token ids, or lists of token ids.</summary>
internal static class TextPrompts
{
    private const string Name = "prompt", Forms = "must be a text, a list of texts, a list of token ids, or a list of such lists";

    /// <param name="vocabulary">Ids are below it.</param>
    /// <returns>Token ids of each prompt; a text begins with what the tokenizer puts before one.</returns>
    public static IReadOnlyList<int[]> Read(RequestBody body, Tokenizer tokenizer, int vocabulary)
    {
        var prompt = body.Value(Name) ?? throw RequestBody.Wrong(Name, Forms);
        IReadOnlyList<int[]> prompts = prompt.ValueKind switch
        {
            JsonValueKind.String => [tokenizer.EncodeOpening(prompt.GetString()!)],
            JsonValueKind.Array when prompt.GetArrayLength() > 0 && prompt[0].ValueKind == JsonValueKind.Number => [Ids(prompt, vocabulary)],
            JsonValueKind.Array when prompt.GetArrayLength() > 0 => [.. prompt.EnumerateArray().Select(p => p.ValueKind switch
            {
                JsonValueKind.String => tokenizer.EncodeOpening(p.GetString()!),
                JsonValueKind.Array => Ids(p, vocabulary),
                _ => throw RequestBody.Wrong(Name, Forms),
            })],
            _ => throw RequestBody.Wrong(Name, Forms),
        };
        return prompts.All(p => p.Length > 0) ? prompts : throw RequestBody.Wrong(Name, "has no token, and the model needs one to begin with");
    }

    private static int[] Ids(JsonElement list, int vocabulary) => [.. list.EnumerateArray().Select(id =>
        RequestBody.Whole(id) is { } value && value >= 0 && value < vocabulary ? (int)value
            : throw RequestBody.Wrong(Name, $"has a token id that is no whole number from 0 to {vocabulary - 1}"))];
}
