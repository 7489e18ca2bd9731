using AlwaysOnPolicy.Reports.Records;

namespace AlwaysOnPolicy.Reports.Text;

/// <summary>All policies of all iterations in one order.</summary>
internal static class RankingTable
{
    public const string Title = "All policies ranked";

    private const string Caption = "Bradley-Terry strengths from all comparisons of the run, those against SFT among them, in Elo's unit: 1000 is the mean " +
        "of the policies, 400 more win ten times of eleven. A verdict that turned counts as a tie. Intervals are bootstrapped over questions; those of two " +
        "policies may overlap although their own comparison tells them apart, and the other way round no order within the list is tested here.";

    public static FigureTable? Of(ReportData data) => data.Ranking.Count == 0 ? null
        : new(Title, Caption, ["policy", "strength"], 1,
            [.. data.Ranking.Select(r => (IReadOnlyList<Figure>)[new Figure(r.Name, Arm: r.Arms[^1]),
                new Figure(Numbers.Plain(r.Elo, "0"), $"{Numbers.Plain(r.Interval.Low, "0")} to {Numbers.Plain(r.Interval.High, "0")}")])]);
}
