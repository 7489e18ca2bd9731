using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Prompts.Writing;

/// <summary>ROUGE-L between questions: twice the longest common subsequence of words over the sum of both lengths (Lin 2004).</summary>
/// <remarks>Self-Instruct calls a new instruction a repetition from .7 on.</remarks>
internal sealed class WordOverlap
{
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly List<int[]> _known = [];

    /// <summary>Adds a question, given as <see cref="QuestionText.Key"/> writes it.</summary>
    public void Add(string key) => _known.Add(Ids(key));

    /// <summary>True when a question added before overlaps by at least <paramref name="threshold"/>.</summary>
    public bool AnyWithin(string key, double threshold)
    {
        var words = Ids(key);
        foreach (var other in _known)
        {
            var total = words.Length + other.Length;
            // The common subsequence is at most as long as the shorter question: most pairs end here.
            if (2.0 * Math.Min(words.Length, other.Length) < threshold * total) continue;
            if (2.0 * LongestCommonSubsequence(words, other) >= threshold * total) return true;
        }
        return false;
    }

    /// <summary>The length of the longest common subsequence, 64 cells of the table at a time (Hyyrö 2004).</summary>
    internal static int LongestCommonSubsequence(int[] a, int[] b)
    {
        Span<ulong> row = stackalloc ulong[(a.Length + 63) / 64];
        row.Fill(ulong.MaxValue);
        foreach (var word in b)
        {
            ulong carry = 0;
            for (var block = 0; block < row.Length; block++)
            {
                ulong match = 0;
                var start = block * 64;
                for (var i = start; i < Math.Min(start + 64, a.Length); i++)
                    if (a[i] == word) match |= 1ul << (i - start);
                var old = row[block];
                var hit = old & match;
                var sum = unchecked(old + hit + carry);
                carry = sum < old || (carry == 1 && sum == old) ? 1ul : 0ul;
                row[block] = sum | (old & ~match);
            }
        }
        var length = 0;
        for (var i = 0; i < a.Length; i++)
            if ((row[i / 64] >> (i % 64) & 1) == 0) length++;
        return length;
    }

    private int[] Ids(string key) =>
        [.. key.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(w => _ids.TryGetValue(w, out var id) ? id : _ids[w] = _ids.Count)];
}
