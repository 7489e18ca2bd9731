using AlwaysOnPolicy.Tokenizers.Models;
using AlwaysOnPolicy.Tokenizers.Offsets;
using AlwaysOnPolicy.Tokenizers.Vocabularies;

namespace AlwaysOnPolicy.Tokenizers.SentencePiece;

/// <summary>What SentencePiece's two kinds of model share: unknown pieces that touch are one, or are written as bytes.</summary>
internal abstract class SpmModel : TokenModel
{
    private readonly int?[]? _byteIds;
    private readonly WordCache _cache = new();

    protected SpmModel(SpmFile file, Vocabulary vocabulary) : base(vocabulary)
    {
        File = file;
        _byteIds = file.ByteFallback ? ByteTokens.Ids(vocabulary) : null;
    }

    protected SpmFile File { get; }

    public static SpmModel Create(SpmFile file)
    {
        var vocabulary = Vocabulary.OfList([.. file.Pieces.Select(p => p.Text)], what => file.Damaged(what));
        return file.Kind == SpmKind.Bpe ? new SpmBpe(file, vocabulary) : new SpmUnigram(file, vocabulary);
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

    /// <summary>Adds start, end and id of each piece; what no piece covers has the unknown's id.</summary>
    protected abstract void Cut(ReadOnlySpan<char> text, List<(int Start, int End, int Id)> pieces);

    /// <summary>Pieces that text may be cut into; control, unknown and byte pieces never match.</summary>
    protected bool Matches(int id) => File.Pieces[id].Kind is SpmPieceKind.Normal or SpmPieceKind.UserDefined or SpmPieceKind.Unused;

    public override List<PlacedToken> Place(ReadOnlySpan<char> text)
    {
        var (pieces, tokens) = (new List<(int Start, int End, int Id)>(), new List<PlacedToken>());
        Cut(text, pieces);
        for (var i = 0; i < pieces.Count; i++)
        {
            var (start, end, id) = pieces[i];
            if (id != File.UnknownId)
            {
                tokens.Add(new PlacedToken(id, new TextSpan(start, end - start)));
                continue;
            }
            var bytes = new List<int>();
            if (_byteIds is not null && ByteTokens.TryAdd(text[start..end], _byteIds, bytes))
            {
                foreach (var one in bytes) tokens.Add(new PlacedToken(one, new TextSpan(start, end - start)));
                continue;
            }
            while (i + 1 < pieces.Count && pieces[i + 1].Id == File.UnknownId) end = pieces[++i].End;
            // The reference goes back from the joined text to an id: some other piece may be spelt so.
            tokens.Add(new PlacedToken(Vocabulary.TryGetId(text[start..end], out var whole) ? whole : File.UnknownId, new TextSpan(start, end - start)));
        }
        return tokens;
    }
}
