using AlwaysOnPolicy.Evaluation.Agreement;
using AlwaysOnPolicy.Evaluation.Judging;

namespace AlwaysOnPolicy.Evaluation.Tests.Agreement;

public sealed class JudgeAgreementTests
{
    [Fact]
    public void Kappa_is_taken_over_the_comparisons_that_both_have_judged()
    {
        // Of 10 comparisons one has no verdict of the judge and one none of the people. On the other 8: 6 alike; each says A 4 times and B 4 times,
        // chance is 4/8 · 4/8 + 4/8 · 4/8 = 0.5, kappa (0.75 − 0.5) / 0.5.
        var agreement = JudgeAgreement.Of(Verdicts("AAAABBBBFA"), Verdicts("AAABABBBAF"));
        (agreement.Comparisons, agreement.Same!.Count).ShouldBe((8, 6));
        agreement.Kappa!.Value.ShouldBe(0.5, 1e-12);
        agreement.Interval!.Value.Contains(0.5).ShouldBeTrue();
        agreement.Interval!.Value.Low.ShouldBeLessThan(0.2);
    }

    [Fact]
    public void A_verdict_that_turned_agrees_with_no_tie() => JudgeAgreement.Of(Verdicts("IIAB"), Verdicts("TTAB")).Same!.Count.ShouldBe(2);

    [Fact]
    public void Several_answers_to_one_question_do_not_make_the_interval_narrower()
    {
        var (judge, people) = (Verdicts("AAAABBBBAB"), Verdicts("AAABABBBAB"));
        var once = JudgeAgreement.Of(judge, people);
        var four = JudgeAgreement.Of(Four(judge), Four(people));
        four.Interval!.Value.Low.ShouldBe(once.Interval!.Value.Low, 1e-9);
        four.Interval!.Value.High.ShouldBe(once.Interval!.Value.High, 1e-9);
        static Verdict[] Four(Verdict[] verdicts) => [.. Enumerable.Range(0, 4).SelectMany(s => verdicts.Select(v => v with { Sample = s }))];
    }

    [Fact]
    public void Without_a_common_comparison_nothing_is_known()
    {
        JudgeAgreement.Of(Verdicts("F"), Verdicts("A")).ShouldBe(new JudgeAgreement(0, null, null, null));
        Should.Throw<ArgumentException>(() => JudgeAgreement.Of([.. Verdicts("A"), .. Verdicts("B")], Verdicts("A")));
    }

    private static Verdict[] Verdicts(string outcomes) => [.. outcomes.Select((o, i) => new Verdict($"q{i}", null, 0,
        o switch { 'A' => Preference.A, 'B' => Preference.B, 'T' => Preference.Tie, 'I' => Preference.Inconsistent, _ => Preference.Failed }, "j"))];
}
