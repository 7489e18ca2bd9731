using AlwaysOnPolicy.Randomness;

namespace AlwaysOnPolicy.Learning.Optimization;

/// <summary>Which rows go together.</summary>
internal static class Batches
{
    /// <summary>One epoch: every row once, in random order. The last batch of the order may be smaller; none is dropped.</summary>
    /// <param name="lengths">The length of each row.</param>
    /// <param name="window">1 takes the batches from the order as it is drawn. More sorts each window of so many batches by length before
    /// it is cut, and puts the batches of the window into random order: less padding, and batches of alike rows.</param>
    public static IEnumerable<int[]> Epoch(IReadOnlyList<int> lengths, int batchSize, int window, SeededRandom random)
    {
        var order = random.Permutation(lengths.Count);
        if (window == 1) return order.Chunk(batchSize);
        return order.Chunk(batchSize * window).SelectMany(rows =>
        {
            var batches = rows.OrderBy(r => lengths[r]).Chunk(batchSize).ToArray();
            random.Shuffle(batches);
            return batches;
        });
    }
}
