using AlwaysOnPolicy.Evaluation.Agreement;
using AlwaysOnPolicy.Evaluation.Statistics;

namespace AlwaysOnPolicy.Evaluation.Tests.Agreement;

public sealed class AgreementTableTests
{
    /// <summary>Ten pairs: six of the domain "a", four of "b"; the preferred answer is longer in the first seven, as long in the eighth.</summary>
    private static ModelOutcomes Model(string name, params double[] margins) => new(
        name, [.. margins.Select((m, i) => new PairOutcome($"p{i}", i < 6 ? "a" : "b", m, i < 7 ? 5 : i == 7 ? 0 : -5))], 0.5, []);

    private static readonly ModelOutcomes s_good = Model("good", 1, 1, 1, 1, 1, -1, 1, 1, 1, -1);
    private static readonly ModelOutcomes s_bad = Model("bad", -2, -2, -2, -2, 0, 2, -2, -2, -2, -2);

    [Fact]
    public void Agreements_are_counted_domain_by_domain()
    {
        var scores = ModelScores.Of(s_good);
        scores.Agreement.ShouldBe(new Proportion(8, 10, 0.8, Wilson.Interval(8, 10)));
        scores.Domains.Keys.ShouldBe(["a", "b"]);
        (scores.Domains["a"].Count, scores.Domains["b"].Count).ShouldBe((5, 3));
        scores.DomainMean.ShouldBe(((5.0 / 6) + (3.0 / 4)) / 2, 1e-12);
        scores.Ties.ShouldBe(0);
    }

    [Fact]
    public void A_tie_is_no_agreement_and_no_choice()
    {
        var scores = ModelScores.Of(s_bad);
        (scores.Agreement.Count, scores.Ties).ShouldBe((1, 1));
        scores.LongerPreferred!.Total.ShouldBe(8);   // ten, less the tie and the pair of equal length
        var tied = ModelScores.Of(Model("tied", 0, 0));
        tied.CalibrationError.ShouldBeNull();
        tied.LongerPreferred.ShouldBeNull();
        tied.LogLoss.ShouldBe(Math.Log(2), 1e-12);
    }

    [Fact]
    public void Length_bias_is_how_often_the_longer_answer_is_chosen()
    {
        // Of the nine pairs that differ in length: right on six whose preferred answer is longer, wrong on one whose preferred answer is shorter.
        ModelScores.Of(s_good).LongerPreferred.ShouldBe(Proportion.Of(7, 9));
        AgreementTable.Of([s_good]).LongerPreferred.ShouldBe(Proportion.Of(7, 9));
    }

    [Fact]
    public void Calibration_compares_the_confidence_of_the_choice_with_how_often_it_is_right()
    {
        var confidence = 1 / (1 + Math.Exp(-1));
        var scores = ModelScores.Of(s_good);
        scores.CalibrationError!.Value.ShouldBe(0.8 - confidence, 1e-12);
        scores.LogLoss.ShouldBe((-0.8 * Math.Log(confidence)) - (0.2 * Math.Log(1 - confidence)), 1e-12);
        ModelScores.Of(Model("sure", 5000, -5000)).LogLoss.ShouldBe(2500);
    }

    [Fact]
    public void Models_are_tested_against_each_other_with_holms_correction()
    {
        var table = AgreementTable.Of([s_good, s_bad, s_good with { Name = "same" }]);
        table.Comparisons.Select(c => (c.A, c.B, c.OnlyA, c.OnlyB)).ShouldBe([("good", "bad", 8, 1), ("good", "same", 0, 0), ("bad", "same", 1, 8)]);
        var p = McNemar.ExactP(8, 1);
        table.Comparisons.Select(c => c.P).ShouldBe([p, 1, p]);
        table.Comparisons.Select(c => c.HolmP).ShouldBe([3 * p, 1, 3 * p], 1e-12);
        table.DomainComparisons.Select(c => (c.Domain, c.OnlyA, c.OnlyB))
            .ShouldBe([("a", 5, 1), ("a", 0, 0), ("a", 1, 5), ("b", 3, 0), ("b", 0, 0), ("b", 0, 3)]);
        table.DomainComparisons.ShouldAllBe(c => c.HolmP >= c.P);
    }

    [Fact]
    public void Models_that_scored_other_pairs_are_not_compared()
    {
        var message = Should.Throw<ArgumentException>(() => AgreementTable.Of([s_good, Model("short", 1, 1)])).Message;
        message.ShouldContain("'short' and 'good' scored different pairs");
        Should.Throw<ArgumentException>(() => AgreementTable.Of([s_good, s_good])).Message.ShouldContain("share a name");
    }
}
