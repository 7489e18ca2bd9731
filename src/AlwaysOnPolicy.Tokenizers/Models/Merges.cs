using System.Runtime.CompilerServices;
using System.Text.Json;
using AlwaysOnPolicy.Tokenizers.Files;
using AlwaysOnPolicy.Tokenizers.Vocabularies;

namespace AlwaysOnPolicy.Tokenizers.Models;

/// <summary>The pairs that byte-pair encoding joins, in the order in which they were learnt.</summary>
internal sealed class Merges
{
    // Words of no more symbols are joined by looking through all pairs: that takes less than a queue.
    private const int FewSymbols = 24;

    // Longer tokens are read too, by way of the heap.
    private const int MostBytes = 512;

    private readonly PairTable _pairs;

    private Merges(PairTable pairs) => _pairs = pairs;

    /// <param name="prefix">What marks a token that continues a word: where two are joined the second loses it.</param>
    /// <exception cref="CheckpointException">A merge is not made of tokens of the vocabulary.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Merges Read(ComponentJson part, Vocabulary vocabulary, string prefix)
    {
        var reader = part.Reader("merges", JsonTokenType.StartArray);
        reader.Read();
        var inPairs = reader.TokenType == JsonTokenType.StartArray;
        var pairs = new PairTable(part.TextsIn("merges") / (inPairs ? 2 : 1));
        var prefixBytes = System.Text.Encoding.UTF8.GetBytes(prefix);
        Span<byte> buffer = stackalloc byte[MostBytes];
        var (rank, last) = (0, 0);
        for (; reader.TokenType != JsonTokenType.EndArray; reader.Read(), rank++)
        {
            var (left, right) = Pair(part, ref reader, rank, inPairs);
            var rest = prefixBytes.Length > 0 && right.StartsWith(prefixBytes) ? right[prefixBytes.Length..] : right;
            var length = left.Length + rest.Length;
            var whole = length <= MostBytes ? buffer[..length] : new byte[length];
            left.CopyTo(whole);
            rest.CopyTo(whole[left.Length..]);

            // What is joined mostly stands in the vocabulary where the last did, or next to it: that takes less than a look-up.
            if (whole.SequenceEqual(vocabulary.BytesOf(last + 1))) last++;
            else if (!whole.SequenceEqual(vocabulary.BytesOf(last))) last = Id(part, vocabulary, whole, left, right, rank);
            pairs.Set(Id(part, vocabulary, left, left, right, rank), Id(part, vocabulary, right, left, right, rank), rank, last);
        }
        return new Merges(pairs);
    }

    private static int Id(ComponentJson part, Vocabulary vocabulary, ReadOnlySpan<byte> token, ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, int rank) =>
        vocabulary.TryGetId(token, out var id) ? id
            : throw part.Damaged($"{part.Place}.merges[{rank}] joins '{Text(left)}' and '{Text(right)}', but '{Text(token)}' is not in the vocabulary");

    private static string Text(ReadOnlySpan<byte> bytes) => System.Text.Encoding.UTF8.GetString(bytes);

    /// <summary>Every two tokens that make a third, in the order of the third's ids: what a tiktoken file means by its ranks.</summary>
    public static Merges OfRanks(Vocabulary vocabulary)
    {
        var pairs = new List<(int Left, int Right, int Id)>(2 * vocabulary.Count);
        foreach (var (token, id) in vocabulary.Entries)
            for (var cut = 1; cut < token.Length; cut++)
                if (vocabulary.TryGetId(token.AsSpan(0, cut), out var left) && vocabulary.TryGetId(token.AsSpan(cut), out var right))
                    pairs.Add((left, right, id));
        var table = new PairTable(pairs.Count);
        foreach (var (left, right, id) in pairs) table.Set(left, right, id, id);
        return new Merges(table);
    }

    /// <summary>Joins until no pair is left to join; of equal ranks the leftmost goes first.</summary>
    public int[] Apply(List<int> symbols)
    {
        if (symbols.Count < 2) return [.. symbols];
        return symbols.Count <= FewSymbols ? ApplyToFew(symbols) : ApplyToMany(symbols, null);
    }

    /// <summary>The same, each token with the place of its first symbol.</summary>
    public int[] Apply(List<int> symbols, List<int> starts) => ApplyToMany(symbols, starts);

    private int[] ApplyToFew(List<int> symbols)
    {
        Span<int> left = stackalloc int[symbols.Count], ranks = stackalloc int[symbols.Count], joins = stackalloc int[symbols.Count];
        var count = symbols.Count;
        for (var i = 0; i < count; i++) left[i] = symbols[i];
        for (var i = 0; i + 1 < count; i++) ranks[i] = RankOf(left[i], left[i + 1], out joins[i]);
        while (count > 1)
        {
            var best = 0;
            for (var i = 1; i < count - 1; i++)
                if (ranks[i] < ranks[best]) best = i;
            if (ranks[best] == int.MaxValue) break;
            left[best] = joins[best];
            count--;
            left[(best + 2)..(count + 1)].CopyTo(left[(best + 1)..]);
            if (best + 1 < count)
            {
                ranks[(best + 2)..count].CopyTo(ranks[(best + 1)..]);
                joins[(best + 2)..count].CopyTo(joins[(best + 1)..]);
                ranks[best] = RankOf(left[best], left[best + 1], out joins[best]);
            }
            if (best > 0) ranks[best - 1] = RankOf(left[best - 1], left[best], out joins[best - 1]);
        }
        return left[..count].ToArray();
    }

    private int RankOf(int left, int right, out int joined) => _pairs.TryGet(left, right, out var rank, out joined) ? rank : int.MaxValue;

    /// <summary>By a queue of pairs over a linked list: a word of n symbols takes n·log n.</summary>
    private int[] ApplyToMany(List<int> symbols, List<int>? starts)
    {
        var count = symbols.Count;
        var (previous, next) = (new int[count], new int[count]);
        for (var i = 0; i < count; i++) (previous[i], next[i]) = (i - 1, i + 1);

        // Of equal ranks the leftmost goes first: rank above, place below.
        var queue = new PriorityQueue<(int Place, int Left, int Right, int Joined), long>(count);
        for (var i = 0; i + 1 < count; i++) Offer(i);
        while (queue.TryDequeue(out var pair, out _))
        {
            var (place, left, right, joined) = pair;
            if (symbols[place] != left || next[place] >= count || symbols[next[place]] != right) continue;   // one of the two has been joined since
            symbols[next[place]] = -1;
            symbols[place] = joined;
            next[place] = next[next[place]];
            if (next[place] < count) previous[next[place]] = place;
            if (previous[place] >= 0) Offer(previous[place]);
            Offer(place);
        }

        var tokens = new List<int>(count);
        for (var i = 0; i < count; i = next[i])
        {
            tokens.Add(symbols[i]);
            starts?.Add(i);
        }
        return [.. tokens];

        void Offer(int place)
        {
            if (next[place] >= count || !_pairs.TryGet(symbols[place], symbols[next[place]], out var rank, out var joined)) return;
            queue.Enqueue((place, symbols[place], symbols[next[place]], joined), ((long)rank << 32) | (uint)place);
        }
    }

    /// <summary>Older files have "a b", newer ones ["a", "b"]; the first merge tells which. The reader stands at a merge, and then at its end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Two Pair(ComponentJson part, ref Utf8JsonReader reader, int rank, bool inPairs)
    {
        if (inPairs && reader.TokenType == JsonTokenType.StartArray)
        {
            var left = Bytes(part, ref reader, rank);
            var right = Bytes(part, ref reader, rank);
            reader.Read();
            if (left.Length > 0 && right.Length > 0 && reader.TokenType == JsonTokenType.EndArray) return new Two(left, right);
        }
        else if (!inPairs && Here(part, ref reader, rank) is var text && text.IndexOf((byte)' ') is > 0 and var blank
            && blank + 1 < text.Length && text[(blank + 1)..].IndexOf((byte)' ') < 0) return new Two(text[..blank], text[(blank + 1)..]);
        throw NoPair(part, rank);
    }

    private static ReadOnlySpan<byte> Bytes(ComponentJson part, ref Utf8JsonReader reader, int rank)
    {
        reader.Read();
        return Here(part, ref reader, rank);
    }

    private static ReadOnlySpan<byte> Here(ComponentJson part, ref Utf8JsonReader reader, int rank) => reader.TokenType != JsonTokenType.String
        ? throw NoPair(part, rank)
        : reader.ValueIsEscaped ? System.Text.Encoding.UTF8.GetBytes(part.TextOf(ref reader, "merges")) : reader.ValueSpan;

    private static CheckpointException NoPair(ComponentJson part, int rank) => part.Wrong($"merges[{rank}]", "two tokens");

    private readonly ref struct Two(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        public ReadOnlySpan<byte> Left { get; } = left;

        public ReadOnlySpan<byte> Right { get; } = right;

        public void Deconstruct(out ReadOnlySpan<byte> left, out ReadOnlySpan<byte> right)
        {
            left = Left;
            right = Right;
        }
    }
}
