using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Learning.Optimization;

/// <summary>A parameter with its state.</summary>
internal sealed class AdamSlot(string name, Parameter value, double learningRate, double weightDecay) : IDisposable
{
    public string Name => name;
    public string MeanKey { get; } = $"{name}.exp_avg";
    public string SquareKey { get; } = $"{name}.exp_avg_sq";
    public string StepsKey { get; } = $"{name}.step";
    public Parameter Value => value;
    public double LearningRate => learningRate;
    public double WeightDecay => weightDecay;

    /// <summary>Steps in which this parameter had a gradient.</summary>
    public long Steps { get; private set; }

    /// <summary>exp_avg: the running mean of the gradient.</summary>
    public Tensor? Mean { get; private set; }

    /// <summary>exp_avg_sq: the running mean of its square.</summary>
    public Tensor? Square { get; private set; }

    public void Begin()
    {
        Mean ??= zeros_like(value).DetachFromDisposeScope();
        Square ??= zeros_like(value).DetachFromDisposeScope();
        Steps++;
    }

    public void Restore(long steps, Tensor? mean, Tensor? square)
    {
        Dispose();
        Steps = steps;
        Mean = Own(mean);
        Square = Own(square);
    }

    public void Dispose()
    {
        Mean?.Dispose();
        Square?.Dispose();
    }

    /// <summary>A copy where the parameter is, outside every scope.</summary>
    private Tensor? Own(Tensor? saved) => saved?.to(value.dtype, value.device, copy: true).DetachFromDisposeScope();
}
