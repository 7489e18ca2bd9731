using AlwaysOnPolicy.Prompts.Weighting;

namespace AlwaysOnPolicy.Prompts.Tests.Weighting;

public sealed class EmpiricalBayesPriorTests
{
    [Fact]
    public void Values_are_shrunk_to_their_mean_by_the_part_of_their_variance_that_noise_explains()
    {
        // Mean 2, V = (4 + 0 + 4)/2 = 4, A = 4 − 1 = 3: three quarters of each distance stay.
        var prior = EmpiricalBayesPrior.AroundMean([0, 2, 4], [1, 1, 1]);
        prior.ShouldBe(new(2, 3));
        prior.Shrink([0, 2, 4], [1, 1, 1]).ShouldBe([0.5, 2, 3.5]);
        prior.PosteriorVariance(1).ShouldBe(0.75);   // 3·1/(3 + 1)
    }

    [Fact]
    public void A_value_known_less_well_is_shrunk_more() =>
        // Mean error 1, A = 3 again: 2 − 2·3/(3 + 3) = 1; the others are known and stay.
        EmpiricalBayesPrior.AroundMean([0, 2, 4], [3, 0, 0]).Shrink([0, 2, 4], [3, 0, 0]).ShouldBe([1, 2, 4]);

    [Fact]
    public void Deviations_are_shrunk_to_zero() =>
        // Mean square 1, A = 1 − .5 = .5, half stays.
        EmpiricalBayesPrior.AroundZero([-1, 1], [0.5, 0.5]).Shrink([-1, 1], [0.5, 0.5]).ShouldBe([-0.5, 0.5]);

    [Fact]
    public void Noise_that_explains_everything_leaves_the_mean_and_no_noise_leaves_the_values()
    {
        EmpiricalBayesPrior.AroundMean([0, 2, 4], [10, 10, 10]).Shrink([0, 2, 4], [10, 10, 10]).ShouldBe([2, 2, 2]);
        EmpiricalBayesPrior.AroundMean([0, 2, 4], [0, 0, 0]).Shrink([0, 2, 4], [0, 0, 0]).ShouldBe([0, 2, 4]);
        EmpiricalBayesPrior.AroundMean([5, 5], [0, 0]).Shrink([5, 5], [0, 0]).ShouldBe([5, 5]);
        EmpiricalBayesPrior.AroundMean([7], [2]).Shrink([7], [2]).ShouldBe([7]);
    }
}
