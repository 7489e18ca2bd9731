using System.Text;

namespace AlwaysOnPolicy.Models.Tokenization.Models;

/// <summary>Byte-pair encoding (Sennrich et al. 2016): of all neighbouring pairs the one learnt first is merged, again and again.</summary>
internal sealed class ByteLevelBpe : TokenModel
{
    private readonly Merges _merges;
    private readonly int? _unknown;
    private readonly bool _fuseUnknown, _wholeWordsFirst;
    private readonly WordCache _cache = new();

    private ByteLevelBpe(Vocabulary vocabulary, Merges merges, int? unknown, bool fuseUnknown, bool wholeWordsFirst) : base(vocabulary) =>
        (_merges, _unknown, _fuseUnknown, _wholeWordsFirst) = (merges, unknown, fuseUnknown, wholeWordsFirst);

    public static ByteLevelBpe Read(ComponentJson part)
    {
        if (part.Flag("byte_fallback", false)) throw part.Unsupported("the option 'byte_fallback' (a SentencePiece model)", "byte-level BPE");
        if (part.Has("dropout") && part.Number("dropout") != 0) throw part.Unsupported("the option 'dropout'");
        foreach (var option in (string[])["continuing_subword_prefix", "end_of_word_suffix"])
            if (part.TextOrNull(option) is { Length: > 0 } text) throw part.Unsupported($"the option '{option}' with '{text}'", "none");

        var vocabulary = Vocabulary.Read(part);
        int? unknown = part.TextOrNull("unk_token") is { } token ? Unknown(part, vocabulary, token) : null;
        return new ByteLevelBpe(vocabulary, Merges.Read(part, vocabulary), unknown, part.Flag("fuse_unk", false), part.Flag("ignore_merges", false));
    }

    public override void Tokenize(ReadOnlySpan<char> word, List<int> ids)
    {
        if (_cache.Find(word) is not { } tokens)
        {
            tokens = _wholeWordsFirst && Vocabulary.TryGetId(word, out var whole) ? [whole] : _merges.Apply(Symbols(word));
            _cache.Keep(word, tokens);
        }
        ids.AddRange(tokens);
    }

    /// <summary>The word's characters; one that is not in the vocabulary is unknown, or left out where there is no unknown token.</summary>
    private List<int> Symbols(ReadOnlySpan<char> word)
    {
        var symbols = new List<int>(word.Length);
        var afterUnknown = false;
        for (var at = 0; at < word.Length;)
        {
            Rune.DecodeFromUtf16(word[at..], out _, out var length);
            if (Vocabulary.TryGetId(word.Slice(at, length), out var id))
            {
                symbols.Add(id);
                afterUnknown = false;
            }
            else if (_unknown is { } unknown)
            {
                if (!(_fuseUnknown && afterUnknown)) symbols.Add(unknown);
                afterUnknown = true;
            }
            at += length;
        }
        return symbols;
    }
}
