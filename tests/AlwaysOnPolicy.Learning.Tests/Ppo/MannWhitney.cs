namespace AlwaysOnPolicy.Learning.Tests.Ppo;

/// <summary>The rank test of two independent samples (Mann and Whitney 1947): does one tend to be larger than the other?</summary>
internal static class MannWhitney
{
    /// <summary>U of the first sample: the pairs of one number each in which the first's is larger; a tie counts half.</summary>
    /// <exception cref="ArgumentException">A sample is empty or holds what is not a number.</exception>
    public static double U(IReadOnlyList<double> first, IReadOnlyList<double> second)
    {
        if (first.Count == 0 || second.Count == 0) throw new ArgumentException("A sample is empty.");
        if (first.Concat(second).Any(double.IsNaN)) throw new ArgumentException("A sample holds what is not a number.");
        return first.Sum(a => second.Sum(b => a > b ? 1 : a == b ? 0.5 : 0));
    }

    /// <summary>Exact two-sided p: the share of all ways of naming <paramref name="first"/>.Count of the numbers "first" whose U is as far from its mean
    /// as the observed one, or further. Holds with ties, for which the numbers at hand are what is shuffled.</summary>
    /// <remarks>The number of ways by sum of ranks is counted by dynamic programming, which is quick for samples of some dozens.</remarks>
    /// <inheritdoc cref="U" path="/exception"/>
    public static double ExactP(IReadOnlyList<double> first, IReadOnlyList<double> second)
    {
        var observed = Math.Abs((2 * U(first, second)) - ((double)first.Count * second.Count));   // twice the distance, a whole number
        var ranks = TwiceMidranks([.. first, .. second]);
        var ways = new double[first.Count + 1, ranks.Sum() + 1];   // [numbers chosen, twice their ranks' sum]
        ways[0, 0] = 1;
        foreach (var rank in ranks)
            for (var chosen = first.Count; chosen >= 1; chosen--)
                for (var sum = ways.GetLength(1) - 1; sum >= rank; sum--) ways[chosen, sum] += ways[chosen - 1, sum - rank];

        var (far, all) = (0.0, 0.0);
        var mean = first.Count * (ranks.Length + 1);   // of twice the sum of ranks
        for (var sum = 0; sum < ways.GetLength(1); sum++)
        {
            all += ways[first.Count, sum];
            if (Math.Abs(sum - mean) >= observed) far += ways[first.Count, sum];
        }
        return far / all;
    }

    /// <summary>Twice the rank of each number; equal numbers share the mean of their ranks, which twice makes whole.</summary>
    private static int[] TwiceMidranks(double[] numbers) =>
        [.. numbers.Select(x => (2 * numbers.Count(y => y < x)) + numbers.Count(y => y == x) + 1)];
}
