using System.Runtime.CompilerServices;
using System.Text.Json;

namespace AlwaysOnPolicy.Tokenizers.Files;

/// <summary>A tokenizer.json without the two lists that have hundreds of thousands of entries: these are read straight from the file's bytes, since a document
/// of them takes longer than all else.</summary>
/// <param name="Root">The file with both lists empty.</param>
/// <param name="Lists">The UTF-8 of each list that was taken out, by its place: "model.vocab".</param>
internal sealed record LargeJson(JsonElement Root, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Lists)
{
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static LargeJson Parse(ReadOnlyMemory<byte> json)
    {
        var places = Places(json.Span);
        var (rest, at) = (new List<byte>(), 0);
        foreach (var (start, end) in places.Values.OrderBy(p => p.Start))
        {
            rest.AddRange(json.Span[at..(start + 1)]);
            at = end - 1;
        }
        rest.AddRange(json.Span[at..]);
        using var document = JsonDocument.Parse(rest.ToArray());
        return new LargeJson(document.RootElement.Clone(), places.ToDictionary(p => p.Key, p => json[p.Value.Start..p.Value.End]));
    }

    /// <summary>Of names that come twice the last counts, as in a document. A file that spells the names beside the lists with escapes is left whole.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Dictionary<string, (int Start, int End)> Places(ReadOnlySpan<byte> json)
    {
        var places = new Dictionary<string, (int, int)>();
        var reader = new Utf8JsonReader(json);
        var inModel = false;
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName) continue;
            if (reader.ValueIsEscaped) return [];
            if (reader.CurrentDepth == 1)
            {
                inModel = reader.ValueTextEquals("model"u8);
                if (inModel) places.Clear();
                else reader.Skip();
                continue;
            }
            var (name, opening) = !inModel ? (null, default)
                : reader.ValueTextEquals("vocab"u8) ? ("model.vocab", JsonTokenType.StartObject)
                : reader.ValueTextEquals("merges"u8) ? ("model.merges", JsonTokenType.StartArray) : (null, default);
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            var isList = reader.TokenType == opening;
            reader.Skip();
            if (name is null) continue;
            places.Remove(name);
            if (isList) places.Add(name, (start, (int)reader.BytesConsumed));
        }
        return places;
    }
}
