namespace AlwaysOnPolicy.Evaluation.Statistics;

/// <summary>How far stated confidences are from how often they were right.</summary>
/// <param name="ExpectedError">ECE: over the bins, the share of the items in it times its gap between mean confidence and share right. 0 to 1.</param>
/// <param name="LargestError">MCE: the largest of these gaps.</param>
/// <param name="Brier">Mean squared distance of confidence from outcome. 0 to 1.</param>
/// <param name="Counts">Items in each bin, from the least confident.</param>
/// <param name="RocAuc">The chance that an item that came true has a higher confidence than one that did not, an equal one counting half: 0.5 where confidence
/// says nothing. Null where all came true or none did.</param>
/// <remarks>Naeini et al. 2015; Guo et al. 2017. ECE depends on the bins: compare only such as have the same.</remarks>
public sealed record Calibration(double ExpectedError, double LargestError, double Brier, IReadOnlyList<int> Counts, double? RocAuc)
{
    // A confidence on an edge belongs to the bin below; 0.7 · 10 must count as 7 although it is not quite that in binary.
    private const double Slack = 1e-9;

    /// <summary>Compares what was thought likely with what came true.</summary>
    /// <param name="confidences">Probabilities, each in [0, 1].</param>
    /// <param name="right">For each whether it came true.</param>
    /// <param name="bins">Of equal width; bin b holds b/bins &lt; confidence ≤ (b+1)/bins, and the first 0 also.</param>
    /// <exception cref="ArgumentException">There is nothing, the lists differ in length, or a number is no probability.</exception>
    public static Calibration Of(IReadOnlyList<double> confidences, IReadOnlyList<bool> right, int bins = 10)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 1);
        if (confidences.Count == 0 || confidences.Count != right.Count)
            throw new ArgumentException($"{confidences.Count} confidences and {right.Count} outcomes: both must be one per item, at least one.");
        var (counts, gaps) = (new int[bins], new double[bins]);
        var squares = 0.0;
        foreach (var (confidence, isRight) in confidences.Zip(right))
        {
            if (confidence is not (>= 0 and <= 1)) throw new ArgumentException($"{confidence} is no probability.", nameof(confidences));
            var bin = Math.Clamp((int)Math.Ceiling((confidence * bins) - Slack) - 1, 0, bins - 1);
            var gap = (isRight ? 1 : 0) - confidence;
            counts[bin]++;
            gaps[bin] += gap;
            squares += gap * gap;
        }
        var filled = Enumerable.Range(0, bins).Where(b => counts[b] > 0);
        return new(gaps.Sum(Math.Abs) / right.Count, filled.Max(b => Math.Abs(gaps[b]) / counts[b]), squares / right.Count, counts,
            AreaUnderCurve(confidences, right));
    }

    /// <summary>From the ranks of the true ones (Mann and Whitney), ties sharing the mean of their ranks.</summary>
    private static double? AreaUnderCurve(IReadOnlyList<double> confidences, IReadOnlyList<bool> right)
    {
        var (positives, negatives) = (right.Count(r => r), right.Count(r => !r));
        if (positives == 0 || negatives == 0) return null;
        var (rank, sum) = (0, 0.0);
        foreach (var tied in confidences.Zip(right).GroupBy(p => p.First).OrderBy(g => g.Key))
        {
            var count = tied.Count();
            sum += tied.Count(p => p.Second) * (rank + ((count + 1) / 2.0));
            rank += count;
        }
        return (sum - (positives * (positives + 1.0) / 2)) / ((double)positives * negatives);
    }
}
