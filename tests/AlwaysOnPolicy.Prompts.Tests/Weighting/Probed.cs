using AlwaysOnPolicy.Prompts.Weighting;
using AlwaysOnPolicy.Randomness;

namespace AlwaysOnPolicy.Prompts.Tests.Weighting;

/// <summary>Signals made by hand.</summary>
internal static class Probed
{
    public static QuestionFeatures Features(string domain, params string?[] groups) => new(domain, groups);

    public static ProbeSignal Signal(params (QuestionFeatures Features, double Mean, double? Spread)[] questions) =>
        new([.. questions.Select((q, i) => new ProbedQuestion($"{i}", $"question {i}?", q.Features, q.Mean, q.Spread))]);

    public static ProbeSignal Signal(params (string Domain, double Mean)[] questions) =>
        Signal([.. questions.Select(q => (Features(q.Domain), q.Mean, (double?)null))]);

    /// <summary>Domains, topics and problems with effects of their own, noise on top.</summary>
    public static ProbeSignal Random(ulong seed)
    {
        var random = new SeededRandom(seed);
        var domains = Enumerable.Range(0, 6).Select(_ => random.NextGaussian()).ToArray();
        return Signal([.. Enumerable.Range(0, 90).Select(i => (Features($"d{i % 6}", $"t{i % 18}", $"p{i % 5}"),
            domains[i % 6] + (i % 18 * 0.05) + random.NextGaussian(), (double?)(0.1 + random.NextDouble())))]);
    }
}
