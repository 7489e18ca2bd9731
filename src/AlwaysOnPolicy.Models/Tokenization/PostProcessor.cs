using System.Text.Json;

namespace AlwaysOnPolicy.Models.Tokenization;

/// <summary>The step that adds special tokens round a text or a pair.</summary>
internal sealed class PostProcessor
{
    private const string Supported = "ByteLevel, TemplateProcessing, BertProcessing, Sequence";

    /// <summary>A piece of the template: one of the texts (Text 0 or 1), or the ids of special tokens.</summary>
    private sealed record Piece(int? Text, int[] Ids, int TypeId);

    private readonly Piece[] _single, _pair;

    private PostProcessor(Piece[] single, Piece[] pair) => (_single, _pair) = (single, pair);

    private static PostProcessor Plain { get; } = new([new(0, [], 0)], [new(0, [], 0), new(1, [], 0)]);

    public int AddedTokens(bool isPair) => (isPair ? _pair : _single).Sum(p => p.Ids.Length);

    public static PostProcessor Read(JsonElement part) => part.ValueKind == JsonValueKind.Null ? Plain : part.Type() switch
    {
        "ByteLevel" => Plain,   // it moves offsets only
        "TemplateProcessing" => Template(part),
        "BertProcessing" => Bert(part.GetProperty("cls")[1].GetInt32(), part.GetProperty("sep")[1].GetInt32()),
        "Sequence" => part.GetProperty("processors").EnumerateArray().Select(Read).Where(p => p != Plain).ToArray() switch
        {
            [] => Plain,
            [var one] => one,
            _ => throw JsonComponents.Unsupported("post-processor", "Sequence of several templates", Supported),
        },
        var other => throw JsonComponents.Unsupported("post-processor", other, Supported),
    };

    /// <summary>Puts the texts and the special tokens together.</summary>
    public Encoding Apply(IReadOnlyList<int> first, IReadOnlyList<int>? second, bool addSpecialTokens)
    {
        var (ids, types, special) = (new List<int>(), new List<int>(), new List<int>());
        foreach (var piece in second is null ? _single : _pair)
        {
            var isText = piece.Text is not null;
            if (!isText && !addSpecialTokens) continue;
            var added = piece.Text switch { 0 => first, 1 => second!, _ => piece.Ids };
            ids.AddRange(added);
            types.AddRange(Enumerable.Repeat(piece.TypeId, added.Count));
            special.AddRange(Enumerable.Repeat(isText ? 0 : 1, added.Count));
        }
        return new Encoding([.. ids], [.. Enumerable.Repeat(1, ids.Count)], [.. types], [.. special]);
    }

    private static PostProcessor Bert(int cls, int sep) => new(
        [new(null, [cls], 0), new(0, [], 0), new(null, [sep], 0)],
        [new(null, [cls], 0), new(0, [], 0), new(null, [sep], 0), new(1, [], 1), new(null, [sep], 1)]);

    private static PostProcessor Template(JsonElement part)
    {
        var special = part.GetProperty("special_tokens");
        Piece[] Pieces(string name) =>
        [
            .. part.GetProperty(name).EnumerateArray().Select(p =>
            {
                if (p.TryGetProperty("Sequence", out var text))
                    return new Piece(text.GetProperty("id").GetString() == "B" ? 1 : 0, [], text.GetProperty("type_id").GetInt32());
                var token = p.GetProperty("SpecialToken");
                int[] ids = [.. special.GetProperty(token.GetProperty("id").GetString()!).GetProperty("ids").EnumerateArray().Select(i => i.GetInt32())];
                return new Piece(null, ids, token.GetProperty("type_id").GetInt32());
            }),
        ];
        return new PostProcessor(Pieces("single"), Pieces("pair"));
    }
}
