using AlwaysOnPolicy.Experiments.Loop;
using AlwaysOnPolicy.Reports.Costs;
using AlwaysOnPolicy.Reports.Records;
using AlwaysOnPolicy.Reports.Tests;

namespace AlwaysOnPolicy.Experiments.Tests.Loop;

public sealed class StudyMergeTests
{
    /// <summary>SFT at 0.5; vanilla spends 100 tokens and gains 0.1, AOP 200 tokens on its way to <paramref name="aop"/>.</summary>
    private static ReportData Run(double aop) => SampleReport.Empty with
    {
        Comparisons = [SampleReport.Row("aop", "vanilla", 1, 20, 10, 60, 0)],
        Arms =
        [
            new("sft", 0, 0.5, 0.5, 0, null),
            new("vanilla", 1, 0.6, 0.6, 0, null) { Tokens = 100, ProcessorSeconds = 10 },
            new("aop", 1, aop, aop, 0, null) { Tokens = 200, ProcessorSeconds = 10 },
        ],
    };

    private static readonly StudyMerge s_merged = StudyMerge.Of([("base", [Run(0.70), Run(0.72)]), ("x=2", [Run(0.80), Run(0.84)])]);

    [Fact]
    public void An_arm_that_changes_is_an_arm_of_its_own_and_one_that_does_not_is_none()
    {
        s_merged.Seeds[1].Arms.Select(a => a.Arm).ShouldBe(["sft", "vanilla", "aop", "aop (x=2)"]);
        s_merged.Seeds[1].Comparisons.Select(c => (c.A, c.B)).ShouldBe([("aop", "vanilla"), ("aop (x=2)", "vanilla")]);
        s_merged.Pairs.ShouldBe([("aop (x=2)", "aop")]);
    }

    [Fact]
    public void A_variation_without_effect_is_told() =>
        StudyMerge.Of([("base", [Run(0.7)]), ("y=1", [Run(0.7)])]).Notes.ShouldBe(["y=1 changes no arm: all its stages are those of base."]);

    [Fact]
    public void Differences_are_paired_by_seed_after_an_iteration_and_at_equal_cost()
    {
        var study = Study.Combine("s", [.. new ulong[] { 1, 2 }.Zip(s_merged.Seeds)], [], s_merged.Pairs).Study!;
        StudyDifference Of(string a, string b, string? cost) => study.Differences.Concat(study.AtEqualCost).Single(d => (d.A, d.B, d.Cost) == (a, b, cost));

        var variation = Of("aop (x=2)", "aop", null);
        variation.BySeed.ShouldBe([0.10, 0.12], 1e-12);
        variation.Difference.ShouldBe(0.11, 1e-12);
        variation.StandardError.ShouldBe(0.01, 1e-12);
        (variation.Ahead, variation.SignTestP).ShouldBe((2, 0.5));

        // At 100 tokens AOP is half of its way: 0.60 and 0.61, as far as vanilla at 0.6.
        Of("aop", "vanilla", Efficiency.Tokens).BySeed.ShouldBe([0.0, 0.01], 1e-12);
        // All have spent 10 seconds at their end.
        Of("aop", "vanilla", Efficiency.ProcessorSeconds).BySeed.ShouldBe([0.1, 0.12], 1e-12);
    }

    [Fact]
    public void Holm_counts_all_of_them_with_those_in_the_weakest_domains()
    {
        var study = Study.Combine("s", [.. new ulong[] { 1, 2 }.Zip(s_merged.Seeds)], [], s_merged.Pairs).Study!;
        (study.Differences.Count, study.AtEqualCost.Count).ShouldBe((3, 6));
        // t = 0.11 / 0.01 = 11 with one degree of freedom: p = 2/π · atan(1/11) = .0577; times at most 18 it is 1.
        study.Differences.Single(d => d is { A: "aop (x=2)", B: "aop" }).HolmP.ShouldBe(1);
    }
}
