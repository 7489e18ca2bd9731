using AlwaysOnPolicy.Evaluation.Agreement;
using AlwaysOnPolicy.Evaluation.Statistics;
using AlwaysOnPolicy.Reports.Records;

namespace AlwaysOnPolicy.Reports.Text;

/// <summary>A table of a human evaluation; the same in every form of the report.</summary>
/// <param name="Title">The heading.</param>
/// <param name="Columns">The columns' heads.</param>
/// <param name="Rows">Each begins with a text; the rest are numbers.</param>
public sealed record HumanTable(string Title, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>What is to be known to read them.</summary>
    public const string Caption = "People saw a question with two answers, in an order drawn for each of them and without a name, and said which was more " +
        "helpful or that both were equal. A majority is more than half of an item's verdicts; where there is none, it counts for neither side nor as a tie. " +
        "Shares are of the rated items with Wilson's intervals; coefficients have intervals bootstrapped over items: 1 is perfect, 0 is what chance gives. " +
        "Attention checks and repeated items are no verdicts.";

    private const string None = "–";

    /// <summary>The paper's Table 4, its only row.</summary>
    private static readonly string[] s_paper =
        ["the paper: AOP (A) against SOP (B), iteration 2", "100", "44.0 %", None, "30.0 %", None, "26.0 %", None, None, None];

    /// <summary>Table 4, then by domain, how far people agree, and each rater.</summary>
    public static IReadOnlyList<HumanTable> Of(HumanComparison human) =>
    [
        new("Majority of the raters", s_shares, [Shares(Pair(human), human.All), s_paper]),
        .. human.Domains.Count == 0 ? Array.Empty<HumanTable>()
            : [new("By domain", ["domain", .. s_shares.Skip(1)], [.. human.Domains.Select(d => Shares(d.Domain!, d))])],
        new("Agreement", ["coefficient", "value", "95 % interval", "items", "same"], Agreement(human)),
        new("Rater by rater", ["rater", "verdicts", "A", "B", "tie", "skipped", "as others", "checks passed", "repeats alike"],
            [.. human.Raters.Select(r => (IReadOnlyList<string>)[r.Rater, $"{r.Verdicts}", $"{r.A}", $"{r.B}", $"{r.Ties}", $"{r.Skipped}",
                r.WithOthers is { } share ? Numbers.Percent(share) : None, Of(r.Checks?.Passed, r.Checks?.Checks), Of(r.Checks?.Same, r.Checks?.Repeats)])]),
    ];

    /// <summary>Which two policies are compared, in words.</summary>
    public static string Pair(HumanComparison human) => $"{ArmNames.Display(human.A)} (A) against {ArmNames.Display(human.B)} (B)" +
        (human.Iteration is { } iteration ? $", iteration {iteration}" : "");

    private static readonly string[] s_shares =
        ["people", "items", "A won", "95 % interval", "B won", "95 % interval", "tied", "95 % interval", "no majority", "95 % interval"];

    private static string[] Shares(string name, MajorityVotes votes) => [name, $"{votes.Items}", .. Share(votes.AWins), .. Share(votes.BWins),
        .. Share(votes.Ties), .. Share(votes.NoMajority)];

    private static string[] Share(Proportion? share) => share is null ? [None, None] : [Numbers.Percent(share.Share), Numbers.Percents(share.Interval)];

    private static List<IReadOnlyList<string>> Agreement(HumanComparison human)
    {
        IReadOnlyList<string> Row(string name, AgreementEstimate estimate, double? same) =>
            [name, Numbers.SignedScore(estimate.Value), Numbers.SignedScore(estimate.Interval), $"{estimate.Items}",
                same is { } share ? Numbers.Percent(share) : None];
        List<IReadOnlyList<string>> rows = [Row("Krippendorff's alpha, all raters", human.Alpha, null), Row("Fleiss' kappa, all raters", human.Fleiss, null)];
        rows.AddRange(human.Pairs.Select(p => Row($"Cohen's kappa, {p.First} and {p.Second}", p.Kappa, p.Same)));
        if (human.Judge is { } judge)
            rows.Add(Row($"Cohen's kappa, the judge ({human.JudgeName}) and the majority", new(judge.Comparisons, judge.Kappa, judge.Interval),
                judge.Same?.Share));
        return rows;
    }

    private static string Of(int? count, int? total) => total is > 0 ? $"{count} of {total}" : None;
}
