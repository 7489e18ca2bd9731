using AlwaysOnPolicy.Prompts.Weighting;

namespace AlwaysOnPolicy.Prompts.Tests.Weighting;

public sealed class SpreadGateTests
{
    [Fact]
    public void The_widest_spreads_stay_in_order_and_the_earlier_of_two_alike()
    {
        var decision = SpreadGate.Keep([new("a", [1, 1]), new("b", [0, 2]), new("c", [5, 5]), new("d", [0, 4])], 3);
        decision.Kept.ShouldBe([new("a", 0), new("b", Math.Sqrt(2)), new("d", Math.Sqrt(8))]);
        decision.Dropped.ShouldBe([new("c", 0)]);
        SpreadGate.Keep([new("a", [1, 1])], 3).Kept.Count.ShouldBe(1);
    }

    [Fact]
    public void A_spread_needs_two_finite_rewards()
    {
        Should.Throw<ArgumentException>(() => SpreadGate.Keep([new("a", [1])], 1));
        Should.Throw<AuthorException>(() => SpreadGate.Keep([new("a", [1, double.NaN])], 1));
    }
}
