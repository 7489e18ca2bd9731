using AlwaysOnPolicy.Evaluation.Statistics;

namespace AlwaysOnPolicy.Evaluation.Tests.Statistics;

public sealed class RankCorrelationTests
{
    [Fact]
    public void It_is_that_of_the_ranks()
    {
        // Ranks 1 2 3 4 5 against 2 1 4 3 5: the differences' squares are 1 1 1 1 0, so 1 - 6 · 4 / (5 · 24) = 0.8.
        var rho = RankCorrelation.Of([10, 20, 30, 40, 1000], [2, 1, 4, 3, 5])!;
        rho.Value.ShouldBe(0.8, 1e-12);

        // atanh 0.8 = 1.098612289, the half-width 1.959963985 · √((1 + 0.32) / 2) = 1.592282.
        rho.Interval.Low.ShouldBe(Math.Tanh(1.098612289 - 1.592282), 1e-6);
        rho.Interval.High.ShouldBe(Math.Tanh(1.098612289 + 1.592282), 1e-6);
    }

    [Fact]
    public void Equal_numbers_share_their_ranks() =>
        // Ranks 1.5 1.5 3 4 against 1 2 3 4: deviations −1 −1 .5 1.5 and −1.5 −.5 .5 1.5 give 4.5 / √(4.5 · 5).
        RankCorrelation.Of([7, 7, 8, 9], [1, 2, 3, 4])!.Value.ShouldBe(4.5 / Math.Sqrt(22.5), 1e-12);

    [Fact]
    public void What_never_changes_has_none()
    {
        RankCorrelation.Of([1, 1, 1, 1], [1, 2, 3, 4]).ShouldBeNull();
        RankCorrelation.Of([1, 2, 3], [1, 2, 3]).ShouldBeNull();
        RankCorrelation.Of([1, 2, 3, 4], [4, 3, 2, 1])!.Value.ShouldBe(-1);
    }
}
