using AlwaysOnPolicy.Randomness;

namespace AlwaysOnPolicy.Prompts.ScoreBased;

/// <summary>Draws what an author call is shown: a number of quadruples from each domain, anew in each call, without replacement within a call.</summary>
/// <remarks>A draw depends on the seed, the call, the domain and its samples alone, not on the other domains or the order of the samples.</remarks>
public sealed class QuadrupleSampler
{
    private readonly (string Domain, ScoredSample[] Samples)[] _domains;
    private readonly int _perDomain;
    private readonly ulong _seed;

    /// <summary>A sampler of scored answers, so many of each domain.</summary>
    /// <exception cref="AuthorException">There are no samples, or one's reward is no finite number.</exception>
    public QuadrupleSampler(IReadOnlyList<ScoredSample> samples, int perDomain, ulong seed)
    {
        ScoredSampleChecks.RequireUsable(samples);
        ArgumentOutOfRangeException.ThrowIfLessThan(perDomain, 1);
        _perDomain = perDomain;
        _seed = seed;
        _domains =
        [
            .. samples.GroupBy(s => s.Domain, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal)
                .Select(g => (g.Key, g.OrderBy(s => s.QuestionId, StringComparer.Ordinal).ThenBy(s => s.Sample).ToArray())),
        ];
        Notes =
        [
            .. _domains.Where(d => d.Samples.Length < perDomain)
                .Select(d => $"Domain '{d.Domain}' has {d.Samples.Length} scored answers; each author call shows all of them in place of {perDomain}."),
        ];
    }

    /// <summary>One sentence for each domain with too few samples.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>The quadruples of a call, domain after domain in the order of their names.</summary>
    /// <param name="call">Number of the author call, from 0.</param>
    public IReadOnlyList<ScoredSample> Draw(int call)
    {
        List<ScoredSample> shown = [];
        foreach (var (domain, samples) in _domains)
        {
            var order = SeededRandom.For(_seed, "quadruples", $"{call}/{domain}").Permutation(samples.Length);
            shown.AddRange(order.Take(_perDomain).Select(i => samples[i]));
        }
        return shown;
    }
}
