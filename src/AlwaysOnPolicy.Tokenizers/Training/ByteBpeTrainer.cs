using AlwaysOnPolicy.Tokenizers.Characters;
using AlwaysOnPolicy.Tokenizers.PreTokenizers;

namespace AlwaysOnPolicy.Tokenizers.Training;

/// <summary>Learns a byte-level BPE from texts (Sennrich et al. 2016; bytes as GPT-2 writes them): the pair of neighbours that is there most often becomes a
/// token, again and again. For small vocabularies: each merge looks at every distinct word.</summary>
public static class ByteBpeTrainer
{
    private const int LeastCount = 2;

    /// <summary>The vocabulary and its merges. The first ids are the special tokens', the next 256 the bytes', then come the merges in their order.</summary>
    /// <param name="vocabularySize">Tokens in all, at most: fewer where no pair is left that occurs twice.</param>
    /// <exception cref="ArgumentOutOfRangeException">The vocabulary has no room for the bytes and special tokens.</exception>
    public static ByteBpe Train(IEnumerable<string> texts, int vocabularySize, IReadOnlyList<string> specialTokens)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(vocabularySize, 256 + specialTokens.Count);
        var bytes = Enumerable.Range(0, 256).Select(b => ByteAlphabet.Write([(byte)b])).Order(StringComparer.Ordinal);
        List<string> tokens = [.. specialTokens, .. bytes];
        var ids = tokens.Select((t, i) => (t, i)).ToDictionary(p => p.t, p => p.i, StringComparer.Ordinal);
        var words = Words(texts).CountBy(w => w, StringComparer.Ordinal)
            .Select(w => (Ids: (List<int>)[.. w.Key.Select(c => ids[c.ToString()])], Count: w.Value)).ToArray();
        var merges = new List<(string Left, string Right)>();
        while (tokens.Count < vocabularySize && Commonest(words) is { } pair)
        {
            var (left, right) = pair;
            merges.Add((tokens[left], tokens[right]));
            tokens.Add(tokens[left] + tokens[right]);
            foreach (var (word, _) in words) Merge(word, left, right, tokens.Count - 1);
        }
        return new ByteBpe(tokens, merges);
    }

    /// <summary>The words in the bytes' letters.</summary>
    private static IEnumerable<string> Words(IEnumerable<string> texts)
    {
        foreach (var text in texts)
            for (var (start, end) = (0, 0); start < text.Length; start = end)
            {
                end = Gpt2Words.EndOfWord(text, start);
                yield return ByteAlphabet.Write(System.Text.Encoding.UTF8.GetBytes(text[start..end]));
            }
    }

    /// <summary>Of pairs that occur equally often the one with the smaller ids; null where none occurs twice.</summary>
    private static (int Left, int Right)? Commonest(IEnumerable<(List<int> Ids, int Count)> words)
    {
        var counts = new Dictionary<(int Left, int Right), long>();
        foreach (var (ids, count) in words)
            for (var i = 1; i < ids.Count; i++)
                counts[(ids[i - 1], ids[i])] = counts.GetValueOrDefault((ids[i - 1], ids[i])) + count;
        return counts.Where(c => c.Value >= LeastCount).OrderByDescending(c => c.Value).ThenBy(c => c.Key).Select(c => ((int, int)?)c.Key).FirstOrDefault();
    }

    private static void Merge(List<int> word, int left, int right, int merged)
    {
        for (var i = 0; i + 1 < word.Count; i++)
        {
            if (word[i] != left || word[i + 1] != right) continue;
            word[i] = merged;
            word.RemoveAt(i + 1);
        }
    }
}
