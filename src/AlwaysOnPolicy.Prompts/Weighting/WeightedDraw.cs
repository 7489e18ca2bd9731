using AlwaysOnPolicy.Randomness;

namespace AlwaysOnPolicy.Prompts.Weighting;

/// <summary>Draws without replacement, each time in proportion to the weights of what is left.</summary>
internal static class WeightedDraw
{
    /// <summary>Gives every item the key −ln(u)/w, u uniform from the seed and the item's id, and takes the smallest keys.</summary>
    /// <returns>Places of the drawn items, in the order of drawing; fewer than asked when fewer have a weight above 0.</returns>
    /// <remarks>Efraimidis and Spirakis 2006; the waiting times of independent exponential clocks, of which the first to ring is item i with probability
    /// wᵢ/Σw. An item's u does not depend on the others: two draws with alike weights take alike items.</remarks>
    public static IReadOnlyList<int> WithoutReplacement(IReadOnlyList<string> ids, IReadOnlyList<double> weights, int count, ulong seed)
    {
        if (ids.Count != weights.Count) throw new ArgumentException($"{ids.Count} items, but {weights.Count} weights.", nameof(weights));
        return [.. Enumerable.Range(0, ids.Count).Where(i => weights[i] > 0)
            .Select(i => (Place: i, Key: -Math.Log(1 - SeededRandom.For(seed, "weighted draw", ids[i]).NextDouble()) / weights[i]))
            .OrderBy(d => d.Key).ThenBy(d => ids[d.Place], StringComparer.Ordinal).Take(count).Select(d => d.Place)];
    }
}
