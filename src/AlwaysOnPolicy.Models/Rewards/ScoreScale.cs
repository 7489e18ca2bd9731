using System.Text.Json.Serialization;

namespace AlwaysOnPolicy.Models.Rewards;

/// <summary>Zero and unit of a reward model's scores: (raw − mean) / deviation. Which of two answers is better stays the same.</summary>
/// <param name="Mean">The raw score that becomes 0.</param>
/// <param name="Deviation">Above 0.</param>
public sealed record ScoreScale([property: JsonPropertyName("mean")] double Mean, [property: JsonPropertyName("sd")] double Deviation)
{
    /// <summary>Leaves scores as they are.</summary>
    public static ScoreScale None { get; } = new(0, 1);

    /// <summary>The scale on which these scores have mean 0 and (population) standard deviation 1; null where they are all the same.</summary>
    public static ScoreScale? Of(IReadOnlyList<double> scores)
    {
        if (scores.Max() == scores.Min()) return null;   // their mean, rounded, may be another number
        var mean = scores.Average();
        var deviation = Math.Sqrt(scores.Average(s => (s - mean) * (s - mean)));
        return deviation > 0 ? new(mean, deviation) : null;
    }

    /// <summary>(raw − mean) / deviation of each.</summary>
    public double[] Apply(IEnumerable<double> scores) => [.. scores.Select(s => (s - Mean) / Deviation)];
}
