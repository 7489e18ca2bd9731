using AlwaysOnPolicy.Learning.Optimization;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Learning.Tests.Optimization;

public class GradientNormTests
{
    [Fact]
    public void A_long_gradient_is_scaled_to_the_limit_over_all_parameters_together()
    {
        using var scope = NewDisposeScope();
        var (a, b) = WithGradients();

        GradientNorm.Clip([a, b], 2.5).ShouldBe(5, 1e-6);

        a.grad!.item<float>().ShouldBe(1.5f, 1e-5f);
        b.grad!.item<float>().ShouldBe(2f, 1e-5f);
    }

    [Theory, InlineData(5.1), InlineData(double.PositiveInfinity)]
    public void A_short_gradient_stays_as_it_is(double limit)
    {
        using var scope = NewDisposeScope();
        var (a, b) = WithGradients();

        GradientNorm.Clip([a, b], limit).ShouldBe(5, 1e-6);

        a.grad!.item<float>().ShouldBe(3f);
        b.grad!.item<float>().ShouldBe(4f);
    }

    [Fact]
    public void A_gradient_that_is_not_a_number_shows_in_the_norm()
    {
        using var scope = NewDisposeScope();
        var weight = new Parameter(ones(1));
        (weight * double.NaN).sum().backward();

        double.IsFinite(GradientNorm.Clip([weight], 1)).ShouldBeFalse();
    }

    private static (Parameter A, Parameter B) WithGradients()
    {
        var (a, b) = (new Parameter(ones(1)), new Parameter(ones(1)));
        (a * 3 + b * 4).sum().backward();
        return (a, b);
    }
}
