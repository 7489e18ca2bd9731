using AlwaysOnPolicy.Evaluation.Agreement;
using AlwaysOnPolicy.Evaluation.Judging;

namespace AlwaysOnPolicy.Evaluation.Tests.Agreement;

public sealed class JudgesAgreementTests
{
    [Fact]
    public void Each_two_judges_are_compared_over_all_pairs_of_models_and_in_each_domain()
    {
        // Two pairs of models on the questions 0 to 3; domain x has the even ones. First and second agree on 6 of 8, on all of domain x.
        var judges = new (string, IReadOnlyList<IReadOnlyList<Verdict>>)[]
        {
            ("one", [Verdicts("AABB"), Verdicts("ABAB")]), ("two", [Verdicts("ABBB"), Verdicts("ABAA")]), ("three", [Verdicts("FFFF"), Verdicts("FFFF")]),
        };
        var found = JudgesAgreement.Of(judges);
        found.Select(a => (a.First, a.Second, a.Domain)).ShouldBe([
            ("one", "two", null), ("one", "two", "x"), ("one", "two", "y"), ("one", "three", null), ("one", "three", "x"), ("one", "three", "y"),
            ("two", "three", null), ("two", "three", "x"), ("two", "three", "y")]);
        (found[0].Agreement.Same!.Count, found[0].Agreement.Comparisons).ShouldBe((6, 8));
        found[0].Agreement.Kappa!.Value.ShouldBe(0.5, 1e-12);   // chance is 1/2: each says A and B 4 times
        (found[1].Agreement.Same!.Count, found[1].Agreement.Comparisons, found[1].Agreement.Kappa).ShouldBe((4, 4, 1));
        found[3].Agreement.ShouldBe(new JudgeAgreement(0, null, null, null));
    }

    private static Verdict[] Verdicts(string outcomes) => [.. outcomes.Select((o, i) => new Verdict($"q{i}", i % 2 == 0 ? "x" : "y", 0,
        o switch { 'A' => Preference.A, 'B' => Preference.B, _ => Preference.Failed }, "j"))];
}
