using System.Text.Json;
using AlwaysOnPolicy.Tokenizers.Files;
using AlwaysOnPolicy.Tokenizers.Vocabularies;

namespace AlwaysOnPolicy.Tokenizers.Models;

/// <summary>The pairs that byte-pair encoding joins, in the order in which they were learnt.</summary>
internal sealed class Merges
{
    private readonly Dictionary<(int Left, int Right), (int Rank, int Joined)> _pairs;

    private Merges(Dictionary<(int, int), (int, int)> pairs) => _pairs = pairs;

    /// <param name="prefix">What marks a token that continues a word: where two are joined the second loses it.</param>
    /// <exception cref="CheckpointException">A merge is not made of tokens of the vocabulary.</exception>
    public static Merges Read(ComponentJson part, Vocabulary vocabulary, string prefix)
    {
        var pairs = new Dictionary<(int, int), (int, int)>();
        var rank = 0;
        foreach (var merge in part.Items("merges"))
        {
            var (left, right) = Pair(part, merge, rank);
            pairs[(Id(left), Id(right))] = (rank, Id(left + (right.StartsWith(prefix, StringComparison.Ordinal) ? right[prefix.Length..] : right)));
            rank++;

            int Id(string token) => vocabulary.IdOf(token)
                ?? throw part.Damaged($"{part.Place}.merges[{rank}] joins '{left}' and '{right}', but '{token}' is not in the vocabulary");
        }
        return new Merges(pairs);
    }

    /// <summary>Every two tokens that make a third, in the order of the third's ids: what a tiktoken file means by its ranks.</summary>
    public static Merges OfRanks(Vocabulary vocabulary)
    {
        var pairs = new Dictionary<(int, int), (int, int)>();
        foreach (var (token, id) in vocabulary.Entries)
            for (var cut = 1; cut < token.Length; cut++)
                if (vocabulary.TryGetId(token.AsSpan(0, cut), out var left) && vocabulary.TryGetId(token.AsSpan(cut), out var right))
                    pairs.Add((left, right), (id, id));
        return new Merges(pairs);
    }

    /// <summary>Joins until no pair is left to join, by a queue of pairs over a linked list: a word of n symbols takes n·log n.</summary>
    public int[] Apply(List<int> symbols)
    {
        var count = symbols.Count;
        if (count < 2) return [.. symbols];
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
        for (var i = 0; i < count; i = next[i]) tokens.Add(symbols[i]);
        return [.. tokens];

        void Offer(int place)
        {
            if (next[place] >= count || !_pairs.TryGetValue((symbols[place], symbols[next[place]]), out var merge)) return;
            queue.Enqueue((place, symbols[place], symbols[next[place]], merge.Joined), ((long)merge.Rank << 32) | (uint)place);
        }
    }

    /// <summary>Older files have "a b", newer ones ["a", "b"].</summary>
    private static (string Left, string Right) Pair(ComponentJson part, JsonElement merge, int rank)
    {
        var name = $"merges[{rank}]";
        string[] pair = merge.ValueKind == JsonValueKind.Array
            ? [.. merge.EnumerateArray().Select(m => part.TextOf(m, name))]
            : part.TextOf(merge, name).Split(' ');
        return pair is [{ Length: > 0 } left, { Length: > 0 } right] ? (left, right) : throw part.Wrong(name, "two tokens");
    }
}
