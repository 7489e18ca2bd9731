namespace AlwaysOnPolicy.Engine.Settings;

/// <summary>Guesses which known word a mistyped one was meant to be.</summary>
public static class NearestName
{
    private const int ShortestPart = 3;

    /// <summary>The known word that a misspelt one was meant to be.</summary>
    /// <returns>
    /// The known word with the fewest letters to change, add, drop or swap; where even that is far off, one that holds the word; else null.
    /// </returns>
    public static string? Find(string word, IReadOnlyCollection<string> known) => Closest(word, known)
        ?? (word.Length >= ShortestPart ? known.FirstOrDefault(k => k.Contains(word, StringComparison.OrdinalIgnoreCase)) : null);

    private static string? Closest(string word, IEnumerable<string> known) => known
        .Select(candidate => (Candidate: candidate, Distance: Distance(word, candidate)))
        .Where(c => c.Distance <= Math.Max(2, Math.Max(word.Length, c.Candidate.Length) / 3))
        .OrderBy(c => c.Distance)
        .ThenBy(c => c.Candidate, StringComparer.Ordinal)
        .Select(c => c.Candidate)
        .FirstOrDefault();

    /// <summary>Optimal string alignment distance; letters' case does not count.</summary>
    private static int Distance(string a, string b)
    {
        var cost = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++) cost[i, 0] = i;
        for (var j = 0; j <= b.Length; j++) cost[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var change = Same(a[i - 1], b[j - 1]) ? 0 : 1;
                cost[i, j] = Math.Min(Math.Min(cost[i - 1, j] + 1, cost[i, j - 1] + 1), cost[i - 1, j - 1] + change);
                if (i > 1 && j > 1 && Same(a[i - 1], b[j - 2]) && Same(a[i - 2], b[j - 1]))
                    cost[i, j] = Math.Min(cost[i, j], cost[i - 2, j - 2] + 1);
            }
        }
        return cost[a.Length, b.Length];
    }

    private static bool Same(char a, char b) => char.ToLowerInvariant(a) == char.ToLowerInvariant(b);
}
