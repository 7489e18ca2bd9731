using AlwaysOnPolicy.Learning.Optimization;
using AlwaysOnPolicy.Models.Formats;
using TorchSharp;
using static TorchSharp.torch;
using Parameter = TorchSharp.Modules.Parameter;

namespace AlwaysOnPolicy.Learning.Tests.Optimization;

public sealed class AdamWStateTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("aop-adam-").FullName;
    private readonly DisposeScope _scope = NewDisposeScope();

    private string StateFile => Path.Combine(_folder, "adam.safetensors");

    public void Dispose()
    {
        _scope.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void A_run_that_was_paused_ends_on_the_same_bits()
    {
        var (through, paused) = (Weights(), Weights());
        using (var optimizer = Optimizer(through)) Train(optimizer, through, 0, 10);

        using (var before = Optimizer(paused))
        {
            Train(before, paused, 0, 4);
            before.Save(StateFile);
        }
        using var after = Optimizer(paused);
        after.Load(StateFile);
        after.StepCount.ShouldBe(4);
        Train(after, paused, 4, 10);

        paused.data<float>().ToArray().ShouldBe(through.data<float>().ToArray());
    }

    [Fact]
    public void A_parameter_that_never_had_a_gradient_comes_back_without_a_state()
    {
        var (still, moved) = (Weights(), Weights());
        using var optimizer = new AdamW([new([("still", still), ("moved", moved)], 1e-2)]);
        Train(optimizer, moved, 0, 2);
        optimizer.Save(StateFile);
        SafeTensors.Read(StateFile).Keys.Order().ShouldBe(["moved.exp_avg", "moved.exp_avg_sq", "moved.step", "step"]);

        optimizer.Load(StateFile);
        optimizer.StepCount.ShouldBe(2);
    }

    [Fact]
    public void The_state_of_another_model_is_refused()
    {
        var weights = Weights();
        using var saved = Optimizer(weights);
        Train(saved, weights, 0, 1);
        saved.Save(StateFile);

        using var renamed = new AdamW([new([("v", Weights())], 1)]);
        Should.Throw<CheckpointException>(() => renamed.Load(StateFile)).Message.ShouldContain("'w.exp_avg");
        using var reshaped = new AdamW([new([("w", new Parameter(zeros(5)))], 1)]);
        Should.Throw<CheckpointException>(() => reshaped.Load(StateFile)).Message.ShouldContain("[37]; the model implies [5]");
    }

    private static AdamW Optimizer(Parameter weights) => new([new([("w", weights)], 1e-2, 0.1)]);

    private static void Train(AdamW optimizer, Parameter weights, int from, int to)
    {
        for (var step = from; step < to; step++)
        {
            optimizer.ZeroGrad();
            (weights - linspace(2, -3, 37) * (step % 3)).pow(2).mean().backward();
            optimizer.Step();
        }
    }

    private static Parameter Weights() => new(linspace(-1, 1, 37, ScalarType.Float32));
}
