namespace AlwaysOnPolicy.Prompts.Weighting;

/// <summary>A mean with the sample variance (n − 1) of what it is the mean of; the variance is null for a single value.</summary>
internal readonly record struct SampleMean(double Mean, double? Variance, int Count)
{
    public static SampleMean Of(IReadOnlyList<double> values)
    {
        var mean = values.Average();
        return new(mean, values.Count < 2 ? null : values.Sum(v => (v - mean) * (v - mean)) / (values.Count - 1), values.Count);
    }

    /// <summary>Squared standard error of each mean: its variance/n. A single value has no variance of its own and takes the mean of the others'; 0 where none
    /// has one.</summary>
    public static double[] SquaredErrors(IReadOnlyList<SampleMean> means)
    {
        var usual = means.Where(m => m.Variance is not null).Select(m => m.Variance!.Value).DefaultIfEmpty(0).Average();
        return [.. means.Select(m => (m.Variance ?? usual) / m.Count)];
    }
}
