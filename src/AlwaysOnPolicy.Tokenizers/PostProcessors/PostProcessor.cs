using AlwaysOnPolicy.Tokenizers.Encodings;
using AlwaysOnPolicy.Tokenizers.Offsets;

namespace AlwaysOnPolicy.Tokenizers.PostProcessors;

/// <summary>A piece of what becomes of one text or two: a text, or special tokens.</summary>
/// <param name="Text">0 or 1 for a text; null for special tokens.</param>
/// <param name="Ids">The special tokens' ids.</param>
/// <param name="TypeId">The token type of the whole piece.</param>
internal sealed record Piece(int? Text, int[] Ids, int TypeId)
{
    /// <summary>A special token that is left out when the text before it ends with it.</summary>
    public bool UnlessThere { get; init; }

    public static Piece Of(int text, int typeId) => new(text, [], typeId);

    public static Piece Special(int id, int typeId) => new(null, [id], typeId);
}

/// <summary>The step that puts special tokens round a text or a pair.</summary>
internal sealed class PostProcessor(IReadOnlyList<Piece> single, IReadOnlyList<Piece> pair)
{
    /// <summary>Adds nothing.</summary>
    public static PostProcessor Plain { get; } = new([Piece.Of(0, 0)], [Piece.Of(0, 0), Piece.Of(1, 1)]);

    /// <summary>What takes the blanks out of the tokens' spans; null where they stay.</summary>
    public SpanTrimming? Trimming { get; private init; }

    public bool AddsNothing => single.Count == 1;

    /// <summary>BERT's form: [CLS] A [SEP], and B [SEP] with type 1.</summary>
    public static PostProcessor Bert(int cls, int sep)
    {
        Piece[] single = [Piece.Special(cls, 0), Piece.Of(0, 0), Piece.Special(sep, 0)];
        return new PostProcessor(single, [.. single, Piece.Of(1, 1), Piece.Special(sep, 1)]);
    }

    /// <summary>What stands before a single text.</summary>
    public int[] Before { get; } = [.. single.TakeWhile(p => p.Text is null).SelectMany(p => p.Ids)];

    public int AddedTokens(bool isPair) => (isPair ? pair : single).Sum(p => p.Ids.Length);

    public int[] Ids(List<int> text)
    {
        var ids = new List<int>(text.Count + 2);
        foreach (var piece in single)
            if (!IsThere(piece, text)) ids.AddRange(piece.Text is null ? piece.Ids : text);
        return [.. ids];
    }

    /// <summary>The tokens with the special ones, whose spans are empty and at 0.</summary>
    public List<PlacedToken> Place(List<PlacedToken> text)
    {
        var tokens = new List<PlacedToken>(text.Count + 2);
        foreach (var piece in single)
            if (piece.Text is not null) tokens.AddRange(text);
            else if (!IsThere(piece, [.. text.TakeLast(1).Select(t => t.Id)])) tokens.AddRange(piece.Ids.Select(id => new PlacedToken(id, default)));
        return tokens;
    }

    public PostProcessor With(SpanTrimming? trimming) => new(single, pair) { Trimming = trimming };

    public Encoding Apply(List<int> first, List<int>? second, bool addSpecialTokens)
    {
        var (ids, types, special) = (new List<int>(), new List<int>(), new List<int>());
        List<int> before = [];
        foreach (var piece in second is null ? single : pair)
        {
            if (piece.Text is null && (!addSpecialTokens || IsThere(piece, before))) continue;
            if (piece.Text is { } text) before = text == 0 ? first : second!;
            IReadOnlyList<int> added = piece.Text switch { 0 => first, 1 => second!, _ => piece.Ids };
            ids.AddRange(added);
            types.AddRange(Enumerable.Repeat(piece.TypeId, added.Count));
            special.AddRange(Enumerable.Repeat(piece.Text is null ? 1 : 0, added.Count));
        }
        return new Encoding([.. ids], [.. Enumerable.Repeat(1, ids.Count)], [.. types], [.. special]);
    }

    private static bool IsThere(Piece piece, List<int> text) => piece.UnlessThere && text.Count > 0 && text[^1] == piece.Ids[^1];
}
