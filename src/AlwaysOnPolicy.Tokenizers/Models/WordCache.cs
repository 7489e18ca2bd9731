using System.Collections.Concurrent;

namespace AlwaysOnPolicy.Tokenizers.Models;

/// <summary>Remembers the tokens of words. It stops learning when full: the frequent words come first, and nothing needs to be thrown out.</summary>
internal sealed class WordCache
{
    private const int MostWords = 100_000;
    private const int LongestWord = 64;

    private readonly ConcurrentDictionary<string, int[]> _words = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int[]>.AlternateLookup<ReadOnlySpan<char>> _bySpan;
    private int _count;

    public WordCache() => _bySpan = _words.GetAlternateLookup<ReadOnlySpan<char>>();

    public int[]? Find(ReadOnlySpan<char> word) => word.Length <= LongestWord && _bySpan.TryGetValue(word, out var tokens) ? tokens : null;

    public void Keep(ReadOnlySpan<char> word, int[] tokens)
    {
        if (word.Length > LongestWord || Volatile.Read(ref _count) >= MostWords) return;
        if (_words.TryAdd(word.ToString(), tokens)) Interlocked.Increment(ref _count);
    }
}
