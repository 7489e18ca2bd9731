using AlwaysOnPolicy.Experiments.Preflight;

namespace AlwaysOnPolicy.Experiments.Tests.Preflight;

public sealed class PowerLookTests
{
    [Fact]
    public void A_dry_run_says_which_difference_the_test_prompts_can_see()
    {
        // z = 1.95996 + 0.84162: √(z² / (100 + z²)) = 0.2698; of four comparisons z = 2.49771 + 0.84162, 0.3167; 5 points: z² (1 − 0.0025) / 0.0025 = 3131.7.
        var findings = new Findings();
        PowerLook.Look(findings, 100, 4);
        findings.Sentences.Single().ShouldBe("Power: 100 test prompts see a difference of 27.0 points of win rate between two arms with a chance of 80 %, " +
            "and " +
            "at worst of 31.7 after Holm's correction for 4 comparisons; to see 5 points takes 3132. Ties lower these figures.");
    }

    [Fact]
    public void Where_nothing_is_compared_nothing_is_said()
    {
        var findings = new Findings();
        PowerLook.Look(findings, 0, 4);
        PowerLook.Look(findings, 100, 0);
        findings.Sentences.ShouldBeEmpty();
    }
}
