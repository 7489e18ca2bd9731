using AlwaysOnPolicy.Experiments.Data;
using AlwaysOnPolicy.Models.Embeddings;
using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Prompts.Clustering;
using AlwaysOnPolicy.Randomness;

namespace AlwaysOnPolicy.Experiments.Sources;

/// <summary>Domains for probe questions that bring no label: clusters of their embeddings, called by the words that set them apart.</summary>
internal static class FoundDomains
{
    private const int Components = 20, BatchSize = 32, WordsInName = 3, LeastWordLength = 4;

    public static bool AreNeeded(IEnumerable<QuestionRow> probe) => probe.Any(q => string.IsNullOrEmpty(q.Domain));

    /// <summary>The rows with a domain each; rows that have a label keep it.</summary>
    /// <param name="encoder">Folder of the sentence encoder, or the name of a built-in one.</param>
    /// <param name="clusters">As many; fewer where there are not twice as many rows.</param>
    public static IReadOnlyList<QuestionRow> Label(IReadOnlyList<QuestionRow> probe, string encoder, int clusters, ulong seed)
    {
        using var sentences = SentenceEncoders.Load(encoder);
        return Label(probe, texts => sentences.Encode(texts, BatchSize, CancellationToken.None), clusters, seed);
    }

    /// <param name="encode">Embeddings of unit length.</param>
    internal static IReadOnlyList<QuestionRow> Label(IReadOnlyList<QuestionRow> probe, Func<IReadOnlyList<string>, float[][]> encode, int clusters, ulong seed)
    {
        QuestionRow[] unlabelled = [.. probe.Where(q => string.IsNullOrEmpty(q.Domain))];
        double[][] rows = [.. encode([.. unlabelled.Select(q => q.Text)]).Select(e => Array.ConvertAll(e, x => (double)x))];
        var places = Pca.Fit(rows, Math.Min(Components, Math.Min(rows.Length, rows[0].Length))).Transformed;
        var labels = KMeans.Fit(places, Math.Clamp(rows.Length / 2, 1, clusters), Seeds.Derive(seed, "found domains")).Labels;
        var names = Names(unlabelled, labels);
        var found = unlabelled.Zip(labels).ToDictionary(p => p.First.Id, p => names[p.Second], StringComparer.Ordinal);
        return [.. probe.Select(q => found.TryGetValue(q.Id, out var name) ? q with { Question = q.Question with { Domain = name } } : q)];
    }

    /// <summary>The words that more of a cluster's questions have than of the others', such as "oven, bread, dough".</summary>
    private static Dictionary<int, string> Names(QuestionRow[] questions, int[] labels)
    {
        HashSet<string>[] words = [.. questions.Select(q => QuestionText.Key(q.Text).Split(' ').Where(w => w.Length >= LeastWordLength)
            .ToHashSet(StringComparer.Ordinal))];
        var everywhere = Shares(words);
        var names = labels.Distinct().Order().ToDictionary(k => k, k => string.Join(", ", Shares([.. words.Where((_, i) => labels[i] == k)])
            .OrderByDescending(w => w.Value * Math.Log(w.Value / everywhere[w.Key])).ThenBy(w => w.Key, StringComparer.Ordinal).Take(WordsInName)
                .Select(w => w.Key)));
        var twice = names.Values.GroupBy(n => n, StringComparer.Ordinal).Where(g => g.Key.Length == 0 || g.Count() > 1).Select(g => g.Key)
            .ToHashSet(StringComparer.Ordinal);
        return names.ToDictionary(n => n.Key, n => twice.Contains(n.Value) ? $"{n.Value} (cluster {n.Key + 1})".TrimStart() : n.Value);
    }

    /// <summary>What share of the questions has each word.</summary>
    private static Dictionary<string, double> Shares(HashSet<string>[] questions) => questions.SelectMany(w => w).GroupBy(w => w, StringComparer.Ordinal)
        .ToDictionary(g => g.Key, g => (double)g.Count() / questions.Length, StringComparer.Ordinal);
}
