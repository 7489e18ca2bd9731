using AlwaysOnPolicy.Prompts.Clustering;
using AlwaysOnPolicy.Randomness;

namespace AlwaysOnPolicy.Prompts.Weighting;

/// <summary>Groups for questions in free text: clusters of the probe questions, to which any other question of the same encoder can be assigned.</summary>
/// <remarks>
/// 1. Embeddings in the coordinates of their first principal components.
/// 2. Domains, for questions without a label: K-means.
/// 3. Topics (level 0): K-means within each domain.
/// 4. Problems (level 1): K-means over all domains after taking off each domain's mean, which leaves what its questions share with those of others.
/// </remarks>
public sealed class EmbeddedGroups
{
    private readonly Pca _pca;
    private readonly KMeans? _domains, _problems;
    private readonly Dictionary<string, (double[] Mean, KMeans? Topics)> _known;

    private EmbeddedGroups(Pca pca, KMeans? domains, KMeans? problems, Dictionary<string, (double[] Mean, KMeans? Topics)> known) =>
        (_pca, _domains, _problems, _known) = (pca, domains, problems, known);

    /// <exception cref="ArgumentException">There are fewer than two questions.</exception>
    public static EmbeddedGroups Fit(IReadOnlyList<EmbeddedQuestion> probe, EmbeddedGroupsOptions options, ulong seed)
    {
        if (probe.Count < 2) throw new ArgumentException($"Clusters of {probe.Count} questions.", nameof(probe));
        double[][] rows = [.. probe.Select(q => Array.ConvertAll(q.Embedding, x => (double)x))];
        var pca = Pca.Fit(rows, Math.Min(options.Components, Math.Min(rows.Length, rows[0].Length)));
        var places = pca.Transformed;

        var domains = Cluster([.. places.Where((_, i) => string.IsNullOrEmpty(probe[i].Domain))], options.Domains, Seeds.Derive(seed, "domains"), least: 1);
        string[] names = [.. probe.Select((q, i) => NameOf(q.Domain, domains, places[i]))];
        var known = places.Zip(names).GroupBy(p => p.Second, p => p.First, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => (Mean(g), Cluster([.. g], options.TopicsPerDomain, Seeds.Derive(seed, "topics", g.Key))), StringComparer.Ordinal);
        var problems = Cluster([.. places.Zip(names, (p, name) => Minus(p, known[name].Item1))], options.Problems, Seeds.Derive(seed, "problems"));
        return new EmbeddedGroups(pca, domains, problems, known);
    }

    /// <summary>Domain, topic and problem of a question. One of a labelled domain that was never probed has no groups; one without a label takes the nearest cluster.</summary>
    /// <exception cref="ArgumentException">The embedding has another length than those of the probe questions.</exception>
    public QuestionFeatures Of(EmbeddedQuestion question)
    {
        var place = _pca.Project(question.Embedding);
        var name = NameOf(question.Domain, _domains, place);
        if (!_known.TryGetValue(name, out var domain)) return new(name, []);
        return new(name,
        [
            domain.Topics is { } topics ? $"{name}, topic {topics.Nearest(place)}" : null,
            _problems is { } problems ? $"problem {problems.Nearest(Minus(place, domain.Mean))}" : null,
        ]);
    }

    private static string NameOf(string? label, KMeans? domains, double[] place) =>
        !string.IsNullOrEmpty(label) ? label : domains is null ? "no domain" : $"cluster {domains.Nearest(place)}";

    /// <summary>Null where there would be fewer clusters than <paramref name="least"/>.</summary>
    private static KMeans? Cluster(double[][] rows, int most, ulong seed, int least = 2)
    {
        var clusters = Math.Min(most, rows.Length / 2);
        return clusters < least ? null : KMeans.Fit(rows, clusters, seed);
    }

    private static double[] Mean(IEnumerable<double[]> rows) => [.. rows.First().Select((_, j) => rows.Average(r => r[j]))];

    private static double[] Minus(double[] row, double[] mean) => [.. row.Zip(mean, (v, m) => v - m)];
}
