namespace AlwaysOnPolicy.Learning.Ppo;

/// <summary>Scales, centres and cuts scores; the running moments take in a batch before they are used on it.</summary>
internal sealed class ScoreProcessor(PpoOptions options)
{
    private const double Epsilon = 1.1920928955078125e-07;   // float32's

    /// <summary>Mean, population variance and count of all scores so far.</summary>
    public Moments State { get; set; } = new(0, 1, 1e-24);

    internal sealed record Moments(double Mean, double Variance, double Count)
    {
        /// <summary>Unbiased.</summary>
        public double Deviation => Math.Sqrt(Variance * Count / (Count - 1));

        public Moments With(IReadOnlyList<double> batch)
        {
            var mean = batch.Average();
            var variance = batch.Average(x => (x - mean) * (x - mean));
            var (total, delta) = (Count + batch.Count, mean - Mean);
            var squares = (Variance * Count) + (delta * delta * Count * batch.Count / total) + (variance * batch.Count);
            return new Moments(Mean + (delta * batch.Count / total), squares / total, total);
        }
    }

    /// <returns>The scores to learn from, and what <see cref="State"/> becomes once the step is done.</returns>
    public (double[] Used, Moments Next) Process(IReadOnlyList<double> scores)
    {
        IEnumerable<double> used = scores;
        var next = State;
        if (options.ScoreScaling)
        {
            next = State.With(scores);
            var (mean, unit) = (options.ScoreNorm ? next.Mean : 0, next.Deviation + Epsilon);
            used = used.Select(s => (s - mean) / unit);
        }
        if (options.ScoreClip is { } most) used = used.Select(s => Math.Clamp(s, -most, most));
        return ([.. used], next);
    }
}
