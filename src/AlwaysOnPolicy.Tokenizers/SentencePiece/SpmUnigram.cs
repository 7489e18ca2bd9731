using AlwaysOnPolicy.Tokenizers.Models;
using AlwaysOnPolicy.Tokenizers.Vocabularies;

namespace AlwaysOnPolicy.Tokenizers.SentencePiece;

/// <summary>SentencePiece's unigram model, in its single precision.</summary>
internal sealed class SpmUnigram : SpmModel
{
    private const float UnknownPenalty = 10;

    private readonly BestPath _path;

    public SpmUnigram(SpmFile file, Vocabulary vocabulary) : base(file, vocabulary)
    {
        var normal = file.Pieces.Where(p => p.Kind == SpmPieceKind.Normal).Select(p => p.Score).DefaultIfEmpty(0).ToArray();
        var (lowest, highest) = (normal.Min(), normal.Max());
        var index = new PrefixIndex(Enumerable.Range(0, file.Pieces.Count).Where(id => Matches(id) && file.Pieces[id].Kind != SpmPieceKind.Unused)
            .Select(id => (file.Pieces[id].Text, id)));
        _path = new BestPath(index, Score, lowest - UnknownPenalty, file.UnknownId, singlePrecision: true);

        // A user-defined piece always wins: its score grows with its bytes.
        double Score(int id, ReadOnlySpan<char> text) => file.Pieces[id].Kind == SpmPieceKind.UserDefined
            ? (System.Text.Encoding.UTF8.GetByteCount(text) * highest) - 0.1
            : file.Pieces[id].Score;
    }

    protected override void Cut(ReadOnlySpan<char> text, List<(int Start, int End, int Id)> pieces) => _path.Cut(text, pieces);
}
