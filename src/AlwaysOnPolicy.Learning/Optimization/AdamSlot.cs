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
    public Tensor Mean { get; } = ZerosLike(value);

    /// <summary>exp_avg_sq: the running mean of its square.</summary>
    public Tensor Square { get; } = ZerosLike(value);

    public void Begin() => Steps++;

    /// <param name="steps">0 begins anew.</param>
    public void Restore(long steps, Tensor? mean, Tensor? square)
    {
        using var noGrad = no_grad();
        Steps = steps;
        Mean.zero_();
        Square.zero_();
        if (mean is not null) Mean.copy_(mean);
        if (square is not null) Square.copy_(square);
    }

    public void Dispose()
    {
        Mean.Dispose();
        Square.Dispose();
    }

    /// <summary>From the start, beside the weights: where activations have come and gone, moments would leave no room for the next ones.</summary>
    private static Tensor ZerosLike(Parameter value)
    {
        using var noGrad = no_grad();
        return zeros_like(value).DetachFromDisposeScope();
    }
}
