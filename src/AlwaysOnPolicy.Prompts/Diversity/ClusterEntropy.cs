namespace AlwaysOnPolicy.Prompts.Diversity;

/// <summary>How evenly rows are spread over clusters.</summary>
public static class ClusterEntropy
{
    /// <summary>−Σ p·ln p over the clusters' shares: 0 where all rows are in one, ln K where K clusters have equally many.</summary>
    public static double Nats(IReadOnlyCollection<int> labels) =>
        -labels.CountBy(l => l).Sum(c => (double)c.Value / labels.Count * Math.Log((double)c.Value / labels.Count)) is var nats && nats > 0 ? nats : 0;
}
