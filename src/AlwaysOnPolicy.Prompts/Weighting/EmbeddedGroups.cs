using AlwaysOnPolicy.Prompts.Clustering;
using AlwaysOnPolicy.Randomness;

namespace AlwaysOnPolicy.Prompts.Weighting;

/// <summary>Groups for questions in free text: clusters of the probe questions, to which any other question of the same encoder can be assigned.</summary>
/// <remarks>
/// 1. Embeddings in the coordinates of their first principal components.
/// 2. Topics (level 0): K-means within each domain.
/// 3. Problems (level 1): K-means over all domains after taking off each domain's mean, which leaves what its questions share with those of others.
/// </remarks>
public sealed class EmbeddedGroups
{
    private readonly Pca _pca;
    private readonly KMeans? _problems;
    private readonly Dictionary<string, (double[] Mean, KMeans? Topics)> _known;

    private EmbeddedGroups(Pca pca, KMeans? problems, Dictionary<string, (double[] Mean, KMeans? Topics)> known) =>
        (_pca, _problems, _known) = (pca, problems, known);

    /// <summary>Cuts the probe's questions into groups of near meaning.</summary>
    /// <exception cref="ArgumentException">There are fewer than two questions.</exception>
    public static EmbeddedGroups Fit(IReadOnlyList<EmbeddedQuestion> probe, EmbeddedGroupsOptions options, ulong seed)
    {
        if (probe.Count < 2) throw new ArgumentException($"Clusters of {probe.Count} questions.", nameof(probe));
        double[][] rows = [.. probe.Select(q => Array.ConvertAll(q.Embedding, x => (double)x))];
        var pca = Pca.Fit(rows, Math.Min(options.Components, Math.Min(rows.Length, rows[0].Length)));
        var places = pca.Transformed;

        var known = places.Zip(probe).GroupBy(p => p.Second.Domain, p => p.First, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => (Mean(g), Cluster([.. g], options.TopicsPerDomain, Seeds.Derive(seed, "topics", g.Key))), StringComparer.Ordinal);
        var problems = Cluster([.. places.Zip(probe, (p, q) => Minus(p, known[q.Domain].Item1))], options.Problems, Seeds.Derive(seed, "problems"));
        return new EmbeddedGroups(pca, problems, known);
    }

    /// <summary>Domain, topic and problem of a question. One of a domain that was never probed has no groups.</summary>
    /// <exception cref="ArgumentException">The embedding has another length than those of the probe questions.</exception>
    public QuestionFeatures Of(EmbeddedQuestion question)
    {
        var place = _pca.Project(question.Embedding);
        if (!_known.TryGetValue(question.Domain, out var domain)) return new(question.Domain, []);
        return new(question.Domain,
        [
            domain.Topics is { } topics ? $"{question.Domain}, topic {topics.Nearest(place)}" : null,
            _problems is { } problems ? $"problem {problems.Nearest(Minus(place, domain.Mean))}" : null,
        ]);
    }

    /// <summary>Null where there would be fewer than two.</summary>
    private static KMeans? Cluster(double[][] rows, int most, ulong seed)
    {
        var clusters = Math.Min(most, rows.Length / 2);
        return clusters < 2 ? null : KMeans.Fit(rows, clusters, seed);
    }

    private static double[] Mean(IEnumerable<double[]> rows) => [.. rows.First().Select((_, j) => rows.Average(r => r[j]))];

    private static double[] Minus(double[] row, double[] mean) => [.. row.Zip(mean, (v, m) => v - m)];
}
