namespace AlwaysOnPolicy.Prompts.Weighting;

/// <summary>The rewards of K answers to each probe question, pooled over iterations.</summary>
/// <param name="Questions">In the order of their ids.</param>
public sealed record ProbeSignal(IReadOnlyList<ProbedQuestion> Questions)
{
    /// <summary>Pools the probes of the same questions in several iterations: mᵢ = Σ .5^(age/h)·mean(age) / Σ .5^(age/h), over the iterations that answered
    /// question i.</summary>
    /// <param name="iterations">The scored answers of each iteration, the newest last.</param>
    /// <param name="halfLife">h, in iterations, above 0; the age of the newest is 0.</param>
    /// <param name="features">Domain and groups of a sample's question; the default is its domain alone.</param>
    /// <exception cref="AuthorException">There is no sample, or one's reward is no finite number.</exception>
    public static ProbeSignal Pool(
        IReadOnlyList<IReadOnlyList<ScoredSample>> iterations, double halfLife = 1, Func<ScoredSample, QuestionFeatures>? features = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(halfLife, 0);
        features ??= s => new QuestionFeatures(s.Domain, []);
        ScoredSampleChecks.RequireUsable([.. iterations.SelectMany(i => i)]);
        var probed = iterations.SelectMany((samples, i) => samples.Select(s => (Sample: s, Age: iterations.Count - 1 - i)))
            .GroupBy(p => p.Sample.QuestionId, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal);
        return new ProbeSignal([.. probed.Select(Question)]);

        ProbedQuestion Question(IGrouping<string, (ScoredSample Sample, int Age)> answers)
        {
            var first = answers.First().Sample;
            var means = answers.GroupBy(a => a.Age).Select(g => (Weight: Math.Pow(0.5, g.Key / halfLife), Mean: g.Average(a => a.Sample.Reward))).ToArray();
            double[] newest = [.. answers.Where(a => a.Age == 0).Select(a => a.Sample.Reward)];
            return new ProbedQuestion(first.QuestionId, first.Question.Text, features(first), means.Sum(m => m.Weight * m.Mean) / means.Sum(m => m.Weight),
                newest.Length < 2 ? null : Math.Sqrt(SampleMean.Of(newest).Variance!.Value));
        }
    }
}
