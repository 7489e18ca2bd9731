namespace AlwaysOnPolicy.Prompts.Tests.ScoreBased;

internal static class Quadruples
{
    /// <summary>Samples whose rewards spread by .1 around the domain's mean.</summary>
    public static List<ScoredSample> Of(int perDomain, params (string Domain, double Mean)[] domains) =>
    [
        .. domains.SelectMany(d => Enumerable.Range(0, perDomain).Select(i => new ScoredSample(
            new($"{d.Domain}-{i}", d.Domain, $"question {i} of {d.Domain}?"), $"answer {i} of {d.Domain}", d.Mean + (i % 3 - 1) * 0.1))),
    ];
}
