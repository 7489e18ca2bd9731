using System.Runtime.CompilerServices;
using System.Text;

namespace AlwaysOnPolicy.Tokenizers.Models;

/// <summary>The cut of a text into pieces with the greatest sum of scores (Kudo 2018), as SentencePiece's optimized search finds it: of equal sums the one
/// found first stays. A character that no piece covers alone may also be unknown.</summary>
/// <param name="score">A piece's score, from its id and its length in characters of UTF-16.</param>
/// <param name="singlePrecision">Sums are kept as float, as SentencePiece does; the tokenizers library keeps double.</param>
internal sealed class BestPath(PrefixIndex index, Func<int, ReadOnlySpan<char>, double> score, double unknownScore, int unknownId, bool singlePrecision)
{
    /// <summary>The id of what is unknown where the model has no token for it: a text that comes to it is refused.</summary>
    public const int NoToken = -1;

    private struct Node
    {
        public double Score;
        public int Start;
        public int Id;
    }

    /// <summary>Adds start, end and id of each piece, from left to right.</summary>
    /// <exception cref="DataException">It comes to a character that is unknown, and there is no token for that.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Cut(ReadOnlySpan<char> text, List<(int Start, int End, int Id)> pieces)
    {
        var ends = new Node[text.Length + 1];
        for (var i = 0; i < ends.Length; i++) ends[i].Start = -1;
        var found = new List<(int Length, int Id)>();
        for (var start = 0; start < text.Length;)
        {
            Rune.DecodeFromUtf16(text[start..], out _, out var one);
            var before = ends[start].Score;
            var alone = false;
            found.Clear();
            index.Find(text[start..], found);
            foreach (var (length, id) in found)
            {
                Offer(ref ends[start + length], before + score(id, text.Slice(start, length)), start, id);
                alone |= length == one;
            }
            if (!alone && Offer(ref ends[start + one], before + unknownScore, start, unknownId) && unknownId == NoToken)
                throw new DataException($"The tokenizer has no token for '{text.Slice(start, one)}' and none for what it does not know (unk_id is null): " +
                    "leave the character out of the text, or use another model.");
            start += one;
        }

        var first = pieces.Count;
        for (var end = text.Length; end > 0; end = ends[end].Start) pieces.Add((ends[end].Start, end, ends[end].Id));
        pieces.Reverse(first, pieces.Count - first);
    }

    /// <returns>Whether it is the best so far.</returns>
    private bool Offer(ref Node end, double sum, int start, int id)
    {
        sum = Rounded(sum);   // first: sums that differ only beyond single precision tie
        if (end.Start >= 0 && !(sum > end.Score)) return false;
        end = new Node { Score = sum, Start = start, Id = id };
        return true;
    }

    private double Rounded(double sum) => singlePrecision ? (float)sum : sum;
}
