using AlwaysOnPolicy.Learning.Optimization;
using TorchSharp;
using static TorchSharp.torch;
using Parameter = TorchSharp.Modules.Parameter;

namespace AlwaysOnPolicy.Learning.Tests.Optimization;

public class AdamWTests
{
    /// <summary>float32 goes through the kernel, float64 through torch.</summary>
    [Theory]
    [InlineData(0.0, ScalarType.Float32), InlineData(0.1, ScalarType.Float32), InlineData(0.1, ScalarType.Float64)]
    public void Steps_equal_those_of_the_library_s_own_optimizer(double weightDecay, ScalarType dtype)
    {
        using var scope = NewDisposeScope();
        var ours = Weights(dtype);
        var theirs = Weights(dtype);
        using var optimizer = new AdamW([new([("w", ours)], 1e-2, weightDecay)]);
        using var reference = optim.AdamW([theirs], 1e-2, weight_decay: weightDecay);

        for (var step = 0; step < 20; step++)
        {
            optimizer.ZeroGrad();
            reference.zero_grad();
            Loss(ours, step).backward();
            Loss(theirs, step).backward();
            optimizer.Step();
            reference.step();
        }

        (ours - theirs).abs().max().ToDouble().ShouldBeLessThan(dtype == ScalarType.Float32 ? 1e-6 : 1e-14);
        optimizer.StepCount.ShouldBe(20);
    }

    [Fact]
    public void Each_group_has_its_own_rate_and_the_schedule_scales_them_all()
    {
        using var scope = NewDisposeScope();
        var (slow, fast) = (Weights(), Weights());
        using var optimizer = new AdamW([new([("slow", slow)], 1e-3), new([("fast", fast)], 1e-1)]);
        (slow.sum() + fast.sum()).backward();

        optimizer.Step(0.5);

        // The first step of Adam is rate · sign(gradient).
        (Weights() - slow).mean().item<float>().ShouldBe(0.5e-3f, 1e-6f);
        (Weights() - fast).mean().item<float>().ShouldBe(0.5e-1f, 1e-6f);
    }

    [Fact]
    public void A_parameter_without_a_gradient_stays_even_under_weight_decay()
    {
        using var scope = NewDisposeScope();
        var (still, moved) = (Weights(), Weights());
        using var optimizer = new AdamW([new([("still", still), ("moved", moved)], 1e-2, 0.5)]);
        moved.sum().backward();

        optimizer.Step();

        still.data<float>().ToArray().ShouldBe(Weights().data<float>().ToArray());
    }

    [Fact]
    public void Two_parameters_of_one_name_are_refused()
    {
        using var scope = NewDisposeScope();
        Should.Throw<ArgumentException>(() => new AdamW([new([("w", Weights()), ("w", Weights())], 1)])).Message.ShouldContain("'w'");
    }

    [Fact]
    public void Live_tensors_stay_flat_over_the_steps()
    {
        using var scope = NewDisposeScope();
        var weights = Weights();
        using var optimizer = new AdamW([new([("w", weights)], 1e-2)]);
        void Step(int step)
        {
            using var inner = NewDisposeScope();
            Loss(weights, step).backward();
            GradientNorm.Clip(optimizer.Parameters, 1);
            optimizer.Step();
            optimizer.ZeroGrad();
        }
        Step(0);
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (var step = 1; step < 10; step++) Step(step);

        DisposeScopeManager.Statistics.ThreadTotalLiveCount.ShouldBe(before);
    }

    private static Parameter Weights(ScalarType dtype = ScalarType.Float32) => new(linspace(-1, 1, 37, dtype));

    private static Tensor Loss(Tensor weights, int step) => (weights - linspace(2, -3, 37, weights.dtype) * (step % 3)).pow(2).mean();
}
