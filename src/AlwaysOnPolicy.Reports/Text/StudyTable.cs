using AlwaysOnPolicy.Reports.Costs;
using AlwaysOnPolicy.Reports.Records;

namespace AlwaysOnPolicy.Reports.Text;

/// <summary>Arm against arm over the seeds of a study: after each iteration, and at equal cost.</summary>
internal static class StudyTable
{
    public static FigureTable Of(StudyData study)
    {
        StudyDifference[] all = [.. study.Differences, .. study.AtEqualCost];
        var weakest = all.Any(d => d.Weakest is not null);
        string[] columns = ["A", "B", "when", "all: A − B", "A ahead", "sign test p", "corrected p",
            .. weakest ? ["weakest: A − B", "A ahead", "sign test p", "corrected p"] : Array.Empty<string>()];
        return new("Arm against arm, over the seeds", "Mean gold of A minus that of B, in pairs of one seed, with 95 % intervals by Student's " +
            "t. The sign test counts in how many seeds A is ahead. Corrected: p by Student's t after Holm's correction for the " +
            $"{all.Length * (weakest ? 2 : 1)} differences of this table; * marks what is below 0.05. " +
            "Equal cost: when both had spent what the cheapest arm of the seed did in all.",
            columns, 3, [.. all.Select(d => Row(d, weakest))]);
    }

    private static IReadOnlyList<Figure> Row(StudyDifference d, bool weakest) =>
    [
        Figure.Of(d.A), Figure.Of(d.B), When(d), new Figure(Numbers.SignedScore(d.Difference), Numbers.SignedScore(d.Interval)),
        $"{d.Ahead} of {d.BySeed.Count}", Numbers.P(d.SignTestP), Corrected(d.HolmP, d.Told),
        .. weakest ? (Figure[])[new Figure(Numbers.SignedScore(d.Weakest?.Mean), Numbers.SignedScore(d.Weakest?.Interval)),
            $"{d.WeakestAhead} of {d.WeakestBySeed.Count}", d.WeakestSignTestP is { } p ? Numbers.P(p) : "–", Corrected(d.WeakestHolmP, d.WeakestTold)]
            : [],
    ];

    private static string When(StudyDifference d) => d.Cost switch
    {
        null => $"iteration {d.Iteration}",
        Efficiency.Tokens => "equal tokens",
        _ => "equal seconds",
    };

    private static string Corrected(double p, bool told) => Numbers.P(p) + (told ? " *" : "");
}
