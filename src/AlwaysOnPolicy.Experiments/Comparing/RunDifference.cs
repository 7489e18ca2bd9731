using AlwaysOnPolicy.Evaluation.Statistics;
using AlwaysOnPolicy.Reports.Costs;

namespace AlwaysOnPolicy.Experiments.Comparing;

/// <summary>An arm's score in one kind of runs minus its score in another, in pairs.</summary>
/// <param name="A">The kind's label; likewise B.</param>
/// <param name="Iteration">The last that both have.</param>
/// <param name="Measure">gold, gold_weakest or probe_reward.</param>
/// <param name="Unit">What is paired: questions, where each kind has one run, or seeds.</param>
/// <param name="Difference">Of A minus B over the pairs.</param>
internal sealed record RunDifference(string A, string B, string Arm, int Iteration, string Measure, string Unit, MeanEstimate Difference)
{
    private const double Level = 0.05;

    /// <summary>Two-sided p of no difference, by Student's t, with Holm's correction for all differences of the comparison.</summary>
    public double HolmP { get; init; } = 1;

    /// <summary>Whether a difference is shown.</summary>
    public bool Told => HolmP < Level;

    /// <summary>"gold", as a table says it.</summary>
    public string MeasureName => Measure switch
    {
        Efficiency.Gold => "gold",
        Efficiency.GoldWeakest => "gold, weakest domains",
        _ => "probe reward",
    };
}
