using AlwaysOnPolicy.Evaluation.Statistics;
using AlwaysOnPolicy.Reports.Text;

namespace AlwaysOnPolicy.Experiments.Data;

/// <summary>Whether people's preferences lean to the longer answer so far that a reward model may learn length and nothing else.</summary>
internal static class LengthLean
{
    /// <summary>Share of the pairs from which length alone tells the preferred answer nearly always.</summary>
    private const double Nearly = 0.8;

    /// <param name="longer">Pairs in which the longer answer is preferred, of those whose answers differ in length.</param>
    /// <returns>Null where it does not, or where nobody knows.</returns>
    public static string? Warning(Proportion? longer) => longer is null || longer.Interval.Low < Nearly ? null
        : $"The preferred answer is the longer one in {Numbers.Percent(longer.Share)} of the {longer.Total} pairs (95 %: " +
            $"{Numbers.Percents(longer.Interval)}): length alone would be right so often. A reward model trained on such pairs may like length and nothing " +
            "else, and a policy trained by it only " +
            "learns to write more; agreement with them says little. Add pairs whose shorter answer is the better one.";

    public static Proportion? Of(IReadOnlyList<PairRow> pairs) => Proportion.Of(
        pairs.Count(p => p.Chosen.Length > p.Rejected.Length), pairs.Count(p => p.Chosen.Length != p.Rejected.Length));
}
