using System.Text.Json;
using AlwaysOnPolicy.Evaluation.Agreement;
using AlwaysOnPolicy.Evaluation.Judging;
using AlwaysOnPolicy.Evaluation.Tests.Statistics;

namespace AlwaysOnPolicy.Evaluation.Tests.Agreement;

public sealed class HumanComparisonTests
{
    [Fact]
    public void Votes_come_to_a_majority_or_to_none_and_the_shares_sum_to_one()
    {
        // Four items, three raters: A A B is A's, A B tie has no majority, tie tie A is a tie, B and a skip leave B's one vote.
        var found = Compare(Rated("r1", "AATs"), Rated("r2", "ABTB"), Rated("r3", "BTAs"));
        (found.All.Items, found.All.AWins!.Count, found.All.BWins!.Count, found.All.Ties!.Count, found.All.NoMajority!.Count).ShouldBe((4, 1, 1, 1, 1));
        found.All.AWins.Share.ShouldBe(0.25);
        found.All.AWins.Interval.Contains(0.25).ShouldBeTrue();
        (found.All.AWins.Share + found.All.BWins.Share + found.All.Ties.Share + found.All.NoMajority.Share).ShouldBe(1);
        found.Raters.Select(r => (r.Rater, r.Verdicts, r.A, r.B, r.Ties, r.Skipped))
            .ShouldBe([("r1", 3, 2, 0, 1, 1), ("r2", 4, 1, 2, 1, 0), ("r3", 3, 1, 1, 1, 1)]);
        found.Raters[0].WithOthers.ShouldBe(2.0 / 6);   // one of two on the first item, none on the second, one on the third
        found.Fleiss.Items.ShouldBe(3);                 // the fourth was left out by two
    }

    [Fact]
    public void Domains_are_told_apart_and_a_skipped_item_counts_in_none()
    {
        var found = Compare([
            [new("q1", "law", 0, Preference.A, "r1"), new("q2", "pets", 0, Preference.B, "r1"), new("q3", "pets", 0, Preference.Failed, "r1")]]);
        found.Domains.Select(d => (d.Domain, d.Items, d.AWins!.Count, d.BWins!.Count)).ShouldBe([("law", 1, 1, 0), ("pets", 1, 0, 1)]);
        found.Alpha.Value.ShouldBeNull();
        found.Fleiss.Value.ShouldBeNull();
        found.Raters[0].WithOthers.ShouldBeNull();
        found.Pairs.ShouldBeEmpty();
    }

    [Fact]
    public void The_judge_is_held_against_the_majority_alone()
    {
        Verdict[] judge = [.. "ABTA".Select((c, i) => new Verdict($"q{i}", null, 0, Of(c), "judge"))];
        // Majorities: A, none, tie, B. The judge says A, (B), tie, A: two of three alike.
        var found = HumanComparison.Of("aop", "sop", 2, [.. Rated("r1", "AATB"), .. Rated("r2", "ABTB")], [], judge, seed: 1);
        found.Judge!.Comparisons.ShouldBe(3);
        found.Judge.Same!.Count.ShouldBe(2);
        found.JudgeName.ShouldBe("judge");
        Compare(Rated("r1", "A")).Judge.ShouldBeNull();
    }

    [Fact]
    public void A_rater_with_two_verdicts_on_one_item_is_refused() =>
        Should.Throw<ArgumentException>(() => Compare([.. Rated("r1", "A"), .. Rated("r1", "B")]));

    [Fact]
    public void Checks_stand_with_their_rater_and_in_no_count()
    {
        var found = HumanComparison.Of("a", "b", null, Rated("r1", "AB"), [new("r1", 2, 3, 1, 2)], [], seed: 1);
        found.Raters.Single().Checks.ShouldBe(new RaterChecks("r1", 2, 3, 1, 2));
        found.All.Items.ShouldBe(2);
        HumanComparison.Of("a", "b", null, Rated("r1", "AB"), [new("r1", 0, 0, 0, 0)], [], seed: 1).Raters.Single().Checks.ShouldBeNull();
    }

    [Fact]
    public void Coefficients_of_raters_equal_the_references_goldens()
    {
        var golden = StatisticsCasesAttribute.Named("krippendorff-alpha-4");
        var alpha = Compare([.. golden.GetProperty("inputs").GetProperty("ratings").EnumerateArray().SelectMany((row, rater) => row.EnumerateArray()
            .Select((cell, item) => (cell, item)).Where(c => c.cell.ValueKind != JsonValueKind.Null)
            .Select(c => new Verdict($"q{c.item}", null, 0, (Preference)((int)c.cell.GetDouble() - 1), $"r{rater}")))]).Alpha;
        alpha.Value!.Value.ShouldBe(golden.GetProperty("expected").GetProperty("nominal").GetDouble(), 1e-9);
        alpha.Interval!.Value.Contains(alpha.Value.Value).ShouldBeTrue();

        golden = StatisticsCasesAttribute.Named("fleiss-kappa-3");
        var fleiss = Compare([.. golden.GetProperty("inputs").GetProperty("ratings").EnumerateArray().SelectMany((row, item) => row.EnumerateArray()
            .Select((cell, rater) => new Verdict($"q{item}", null, 0, (Preference)cell.GetInt32(), $"r{rater}")))]).Fleiss;
        fleiss.Value!.Value.ShouldBe(golden.GetProperty("expected").GetProperty("kappa").GetDouble(), 1e-9);

        golden = StatisticsCasesAttribute.Named("cohen-kappa-2");
        var inputs = golden.GetProperty("inputs");
        var pair = Compare([.. Labels(inputs.GetProperty("rater_a"), "r1"), .. Labels(inputs.GetProperty("rater_b"), "r2")]).Pairs.Single();
        pair.Kappa.Value!.Value.ShouldBe(golden.GetProperty("expected").GetProperty("unweighted").GetDouble(), 1e-9);
        pair.Kappa.Items.ShouldBe(inputs.GetProperty("rater_a").GetArrayLength());
    }

    private static IEnumerable<Verdict> Labels(JsonElement row, string rater) =>
        row.EnumerateArray().Select((cell, item) => new Verdict($"q{item}", null, 0, (Preference)cell.GetInt32(), rater));

    private static HumanComparison Compare(params Verdict[][] verdicts) =>
        HumanComparison.Of("aop", "sop", 2, [.. verdicts.SelectMany(v => v)], [], [], seed: 1, draws: 200);

    /// <summary>A letter an item: A, B, T for a tie, s for skipped.</summary>
    private static Verdict[] Rated(string rater, string letters) => [.. letters.Select((c, i) => new Verdict($"q{i}", null, 0, Of(c), rater))];

    private static Preference Of(char letter) => letter switch { 'A' => Preference.A, 'B' => Preference.B, 'T' => Preference.Tie, _ => Preference.Failed };
}
