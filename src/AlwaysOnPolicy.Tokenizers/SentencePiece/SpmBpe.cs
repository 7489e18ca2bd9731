using System.Text;
using AlwaysOnPolicy.Tokenizers.Models;
using AlwaysOnPolicy.Tokenizers.Vocabularies;

namespace AlwaysOnPolicy.Tokenizers.SentencePiece;

/// <summary>SentencePiece's byte-pair encoding: of all neighbours whose join is a piece, the pair with the highest score is joined first, the leftmost of
/// equals. User-defined pieces are never joined; unused ones are taken apart again.</summary>
internal sealed class SpmBpe(SpmFile file, Vocabulary vocabulary) : SpmModel(file, vocabulary)
{
    private readonly PrefixIndex _kept = new(Enumerable.Range(0, file.Pieces.Count).Where(id => file.Pieces[id].Kind == SpmPieceKind.UserDefined)
        .Select(id => (file.Pieces[id].Text, id)));

    private struct Symbol
    {
        public int End, Previous, Next;
        public bool Kept, Gone;
    }

    private readonly record struct Pair(int Left, int Right, int End);

    protected override void Cut(ReadOnlySpan<char> text, List<(int Start, int End, int Id)> pieces)
    {
        // Symbols are known by the place where they start.
        var symbols = Symbols(text);
        var queue = new PriorityQueue<Pair, (float Score, int Left)>(Comparer<(float Score, int Left)>.Create(
            (a, b) => a.Score != b.Score ? b.Score.CompareTo(a.Score) : a.Left.CompareTo(b.Left)));
        var taken = new Dictionary<(int Start, int End), int>();   // where an unused piece was joined
        for (var at = 0; at < text.Length; at = symbols[at].End) Offer(text, at, symbols[at].Next);
        while (queue.TryDequeue(out var pair, out _))
        {
            if (symbols[pair.Left].Gone || symbols[pair.Right].Gone || symbols[pair.Left].End != pair.Right || symbols[pair.Right].End != pair.End) continue;
            symbols[pair.Left].End = pair.End;
            symbols[pair.Left].Next = symbols[pair.Right].Next;
            symbols[pair.Right].Gone = true;
            if (symbols[pair.Left].Next < text.Length) symbols[symbols[pair.Left].Next].Previous = pair.Left;
            Offer(text, symbols[pair.Left].Previous, pair.Left);
            Offer(text, pair.Left, symbols[pair.Left].Next);
        }
        for (var at = 0; at < text.Length; at = symbols[at].End) Add(text, at, symbols[at].End);

        void Offer(ReadOnlySpan<char> all, int left, int right)
        {
            if (left < 0 || right >= all.Length || symbols[left].Kept || symbols[right].Kept) return;
            var end = symbols[right].End;
            if (!Vocabulary.TryGetId(all[left..end], out var id) || !Matches(id)) return;
            queue.Enqueue(new Pair(left, right, end), (File.Pieces[id].Score, left));
            if (File.Pieces[id].Kind == SpmPieceKind.Unused) taken[(left, end)] = right;
        }

        void Add(ReadOnlySpan<char> all, int start, int end)
        {
            var known = Vocabulary.TryGetId(all[start..end], out var id);
            if (known && File.Pieces[id].Kind == SpmPieceKind.Unused && taken.TryGetValue((start, end), out var middle))
            {
                Add(all, start, middle);
                Add(all, middle, end);
                return;
            }
            pieces.Add((start, end, known ? id : File.UnknownId));
        }
    }

    private Symbol[] Symbols(ReadOnlySpan<char> text)
    {
        var symbols = new Symbol[text.Length];
        var found = new List<(int Length, int Id)>();
        for (int at = 0, previous = -1; at < text.Length;)
        {
            found.Clear();
            _kept.Find(text[at..], found);
            Rune.DecodeFromUtf16(text[at..], out _, out var one);
            var length = found.Count > 0 ? found[^1].Length : one;
            symbols[at] = new Symbol { End = at + length, Previous = previous, Next = at + length, Kept = found.Count > 0 };
            (previous, at) = (at, at + length);
        }
        return symbols;
    }
}
