using System.Runtime.CompilerServices;

namespace AlwaysOnPolicy.Tokenizers.Models;

/// <summary>Finds all tokens with which a text begins: the tokens in order, and a stretch of them that narrows with each character read.</summary>
internal sealed class PrefixIndex
{
    private readonly (string Token, int Id)[] _sorted;
    private readonly Dictionary<char, (int From, int To)> _byFirstChar = [];

    public PrefixIndex(IEnumerable<(string Token, int Id)> tokens)
    {
        _sorted = [.. tokens.Where(t => t.Token.Length > 0)];
        Array.Sort(_sorted, (a, b) => string.CompareOrdinal(a.Token, b.Token));
        for (var from = 0; from < _sorted.Length;)
        {
            var first = _sorted[from].Token[0];
            var to = from;
            while (to < _sorted.Length && _sorted[to].Token[0] == first) to++;
            _byFirstChar.Add(first, (from, to));
            from = to;
        }
    }

    /// <summary>Adds length and id of every token that the text begins with, shortest first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Find(ReadOnlySpan<char> text, List<(int Length, int Id)> found)
    {
        if (text.IsEmpty || !_byFirstChar.TryGetValue(text[0], out var stretch)) return;
        var (from, to) = stretch;
        for (var length = 1; from < to; length++)
        {
            if (_sorted[from].Token.Length == length) found.Add((length, _sorted[from++].Id));
            if (length == text.Length) return;
            from = Border(from, to, length, text[length], orEqual: false);
            to = Border(from, to, length, text[length], orEqual: true);
        }
    }

    /// <summary>The first of a stretch whose character at a place is greater than the given one, or not less than it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Border(int from, int to, int place, char character, bool orEqual)
    {
        while (from < to)
        {
            var middle = (from + to) >>> 1;
            var there = _sorted[middle].Token[place];
            if (orEqual ? there <= character : there < character) from = middle + 1;
            else to = middle;
        }
        return from;
    }
}
