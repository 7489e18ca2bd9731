namespace AlwaysOnPolicy.Evaluation.Statistics;

/// <summary>Corrects p-values for how many tests were made. A corrected p is compared with the level as a single one would be.</summary>
public static class MultipleTesting
{
    /// <summary>Holm (1979): holds the chance of any false rejection, whatever the tests have to do with each other, and is never weaker than
    /// Bonferroni.</summary>
    /// <param name="pValues">Each in [0, 1].</param>
    /// <returns>In the order given: the k-th smallest p times the number of tests not before it, at least its forerunner's, at most 1.</returns>
    public static double[] Holm(IReadOnlyList<double> pValues)
    {
        var corrected = new double[pValues.Count];
        var (largest, left) = (0.0, pValues.Count);
        foreach (var i in Enumerable.Range(0, pValues.Count).OrderBy(i => Checked(pValues[i])))
            corrected[i] = largest = Math.Max(largest, Math.Min(1, pValues[i] * left--));
        return corrected;
    }

    private static double Checked(double p) => p is >= 0 and <= 1 ? p : throw new ArgumentException($"{p} is no p-value: it must lie from 0 to 1.");
}
