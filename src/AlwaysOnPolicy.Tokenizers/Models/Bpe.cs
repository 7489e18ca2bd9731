using System.Buffers;
using System.Text;
using AlwaysOnPolicy.Tokenizers.Files;
using AlwaysOnPolicy.Tokenizers.Offsets;
using AlwaysOnPolicy.Tokenizers.Vocabularies;

namespace AlwaysOnPolicy.Tokenizers.Models;

/// <summary>Byte-pair encoding (Sennrich et al. 2016): of all neighbouring pairs the one learnt first is merged, again and again.</summary>
internal sealed class Bpe : TokenModel
{
    private readonly Merges _merges;
    private readonly int? _unknown;
    private readonly bool _fuseUnknown, _wholeWordsFirst;
    private readonly int?[]? _byteIds;
    private readonly WordCache _cache = new();
    private readonly int[] _ofCharacter = new int[0x10000];   // ids of tokens of one UTF-16 unit; below 0 where there is none
    private readonly bool _cutsAtMarks;
    private string _prefix = "", _suffix = "";

    private Bpe(Vocabulary vocabulary, Merges merges, int? unknown, bool fuseUnknown, bool wholeWordsFirst, bool byteFallback) : base(vocabulary)
    {
        (_merges, _unknown, _fuseUnknown, _wholeWordsFirst) = (merges, unknown, fuseUnknown, wholeWordsFirst);
        _byteIds = byteFallback ? ByteTokens.Ids(vocabulary) : null;
        Array.Fill(_ofCharacter, -1);
        _cutsAtMarks = vocabulary.IdOf("▁") is not null;
        for (var id = 0; id <= vocabulary.HighestId; id++)
        {
            var token = vocabulary.BytesOf(id);
            if (Rune.DecodeFromUtf8(token, out var rune, out var length) == OperationStatus.Done && length == token.Length && rune.IsBmp)
                _ofCharacter[rune.Value] = id;
            // No merge reaches over a mark that follows something else: each word can be cut alone, and is known the next time.
            while (token.StartsWith("▁"u8)) token = token["▁"u8.Length..];
            _cutsAtMarks &= token.IndexOf("▁"u8) < 0;
        }
    }

    public static Bpe Read(ComponentJson part)
    {
        if (part.Has("dropout") && part.Number("dropout") != 0) throw part.Unsupported("the option 'dropout'");
        var vocabulary = Vocabulary.Read(part);
        int? unknown = part.TextOrNull("unk_token") is { } token ? Unknown(part, vocabulary, token) : null;
        var (prefix, suffix) = (part.TextOrNull("continuing_subword_prefix") ?? "", part.TextOrNull("end_of_word_suffix") ?? "");
        return new Bpe(vocabulary, Merges.Read(part, vocabulary, prefix), unknown,
            part.Flag("fuse_unk", false), part.Flag("ignore_merges", false), part.Flag("byte_fallback", false))
        { _prefix = prefix, _suffix = suffix };
    }

    /// <summary>Merges by the ranks of what they make, as tiktoken does; a word that is a token is not cut at all.</summary>
    /// <param name="vocabulary">Tokens in <see cref="Characters.ByteAlphabet"/>, each byte among them.</param>
    public static Bpe OfRanks(Vocabulary vocabulary) =>
        new(vocabulary, Merges.OfRanks(vocabulary), unknown: null, fuseUnknown: false, wholeWordsFirst: true, byteFallback: false);

    public override void Tokenize(ReadOnlySpan<char> word, List<int> ids)
    {
        if (!_cutsAtMarks || _wholeWordsFirst || _prefix.Length + _suffix.Length > 0)
        {
            TokenizeOne(word, ids);
            return;
        }
        for (var start = 0; start < word.Length;)
        {
            var end = start;
            while (end < word.Length && word[end] == '▁') end++;
            while (end < word.Length && word[end] != '▁') end++;
            TokenizeOne(word[start..end], ids);
            start = end;
        }
    }

    private void TokenizeOne(ReadOnlySpan<char> word, List<int> ids)
    {
        if (_cache.Find(word) is not { } tokens)
        {
            tokens = _wholeWordsFirst && Vocabulary.TryGetId(word, out var whole) ? [whole] : _merges.Apply(Symbols(word, null));
            _cache.Keep(word, tokens);
        }
        ids.AddRange(tokens);
    }

    public override List<PlacedToken> Place(ReadOnlySpan<char> word)
    {
        if (_wholeWordsFirst && Vocabulary.TryGetId(word, out var whole)) return [new(whole, new TextSpan(0, word.Length))];
        var (places, starts) = (new List<TextSpan>(), new List<int>());
        var ids = _merges.Apply(Symbols(word, places), starts);
        starts.Add(places.Count);
        return [.. ids.Select((id, i) => new PlacedToken(id, TextSpan.Over(places[starts[i]], places[starts[i + 1] - 1])))];
    }

    /// <summary>The word's characters, all but the first with the prefix and the last with the suffix that the model marks them by; one that is not in the
    /// vocabulary is written as bytes where the model has tokens for them, else unknown, and left
    /// out where there is no unknown token. As in the reference an unknown is written when the next known character comes, behind any bytes.</summary>
    /// <param name="places">Is told where each symbol stands; null where nobody asks.</param>
    private List<int> Symbols(ReadOnlySpan<char> word, List<TextSpan>? places)
    {
        var symbols = new List<int>(word.Length);
        var (pending, id) = (false, 0);
        var unknown = default(TextSpan);
        for (var at = 0; at < word.Length;)
        {
            Rune.DecodeFromUtf16(word[at..], out _, out var length);
            var character = word.Slice(at, length);
            var isFirst = at == 0;
            var here = new TextSpan(at, length);
            at += length;
            if (!isFirst && _prefix.Length > 0) character = string.Concat(_prefix, character);
            if (at == word.Length && _suffix.Length > 0) character = string.Concat(character, _suffix);
            if (character.Length == 1 ? (id = _ofCharacter[character[0]]) >= 0 : Vocabulary.TryGetId(character, out id))
            {
                Flush();
                symbols.Add(id);
            }
            else if ((_byteIds is null || !ByteTokens.TryAdd(character, _byteIds, symbols)) && _unknown is not null)
            {
                if (!_fuseUnknown) Flush();
                unknown = pending ? TextSpan.Over(unknown, here) : here;
                pending = true;
            }
            while (places?.Count < symbols.Count) places.Add(here);
        }
        Flush();
        return symbols;

        void Flush()
        {
            if (pending)
            {
                symbols.Add(_unknown!.Value);
                places?.Add(unknown);
            }
            pending = false;
        }
    }
}
