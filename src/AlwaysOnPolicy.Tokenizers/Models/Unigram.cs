using System.Runtime.InteropServices;
using AlwaysOnPolicy.Tokenizers.Files;
using AlwaysOnPolicy.Tokenizers.Offsets;
using AlwaysOnPolicy.Tokenizers.Vocabularies;

namespace AlwaysOnPolicy.Tokenizers.Models;

/// <summary>The unigram model of tokenizer.json (T5, DeBERTa-v3, XLM-R): the likeliest cut of a word. Unknown characters that touch are one token.</summary>
internal sealed class Unigram : TokenModel
{
    private const double UnknownPenalty = 10;

    private readonly BestPath _path;
    private readonly int _unknown;   // NoToken where the file names none
    private readonly int?[]? _byteIds;
    private readonly WordCache _cache = new();

    private Unigram(Vocabulary vocabulary, double[] scores, int unknown, bool byteFallback) : base(vocabulary)
    {
        _unknown = unknown;
        _byteIds = byteFallback ? ByteTokens.Ids(vocabulary) : null;
        _path = new BestPath(new PrefixIndex(scores.Select((_, id) => (vocabulary.TokenOf(id)!, id))), (id, _) => scores[id],
            scores.DefaultIfEmpty(0).Min() - UnknownPenalty, unknown, singlePrecision: false);
    }

    public static Unigram Read(ComponentJson part)
    {
        var (tokens, scores) = (new List<string>(), new List<double>());
        foreach (var entry in part.Items("vocab"))
        {
            var name = $"vocab[{tokens.Count}]";
            if (entry.ValueKind != System.Text.Json.JsonValueKind.Array || entry.GetArrayLength() != 2) throw part.Wrong(name, "a token and its score");
            tokens.Add(part.TextOf(entry[0], name));
            if (entry[1].ValueKind != System.Text.Json.JsonValueKind.Number || !FileNumber.TryRead(JsonMarshal.GetRawUtf8Value(entry[1]), out var score))
                throw part.Wrong(name, "a token and its score");
            scores.Add(score);
        }
        var unknown = part.Has("unk_id") ? part.Int("unk_id") : BestPath.NoToken;
        if (part.Has("unk_id") && (unknown < 0 || unknown >= tokens.Count))
            throw part.Damaged($"{part.Place}.unk_id is {unknown}, and the vocabulary has {tokens.Count} tokens");
        return new Unigram(Vocabulary.OfList(tokens, what => part.Damaged($"{part.Place}.vocab {what}")), [.. scores], unknown,
            part.Flag("byte_fallback", false));
    }

    public override void Tokenize(ReadOnlySpan<char> word, List<int> ids)
    {
        if (_cache.Find(word) is not { } tokens)
        {
            tokens = [.. Place(word).Select(t => t.Id)];
            _cache.Keep(word, tokens);
        }
        ids.AddRange(tokens);
    }

    public override List<PlacedToken> Place(ReadOnlySpan<char> word)
    {
        var (pieces, tokens) = (new List<(int Start, int End, int Id)>(), new List<PlacedToken>());
        _path.Cut(word, pieces);
        for (var i = 0; i < pieces.Count; i++)
        {
            var (start, end, id) = pieces[i];
            if (id != _unknown)
            {
                tokens.Add(new PlacedToken(id, new TextSpan(start, end - start)));
                continue;
            }
            while (i + 1 < pieces.Count && pieces[i + 1].Id == _unknown) end = pieces[++i].End;
            var ids = new List<int>();
            if (Vocabulary.TryGetId(word[start..end], out var whole)) ids.Add(whole);
            else if (_byteIds is null || !ByteTokens.TryAdd(word[start..end], _byteIds, ids)) ids.Add(_unknown);
            foreach (var one in ids) tokens.Add(new PlacedToken(one, new TextSpan(start, end - start)));
        }
        return tokens;
    }
}
