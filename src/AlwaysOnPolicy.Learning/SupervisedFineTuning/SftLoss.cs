using AlwaysOnPolicy.Models.Architectures;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Learning.SupervisedFineTuning;

/// <summary>How well a model foresees demonstrated responses.</summary>
public static class SftLoss
{
    /// <summary>The mean negative log-likelihood (nats) of the response tokens of all examples together.</summary>
    /// <param name="batchSize">Examples a forward pass; they are sorted by length, so that little is padding.</param>
    /// <exception cref="OperationCanceledException">Between two forward passes.</exception>
    public static double Measure(CausalModel model, IReadOnlyList<SftExample> examples, int batchSize = 32, CancellationToken cancel = default)
    {
        model.eval();
        using var noGrad = no_grad();
        var sum = 0.0;
        foreach (var batch in examples.OrderBy(e => e.Length).Chunk(batchSize))
        {
            cancel.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            sum -= SftTrainer.Predict(model, batch).Logprobs.Sum(x => (double)x);
        }
        return sum / examples.Sum(e => (long)e.Response.Length);
    }
}
