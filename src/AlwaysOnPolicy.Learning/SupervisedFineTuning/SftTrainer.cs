using AlwaysOnPolicy.Learning.Optimization;
using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Runtime;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Learning.SupervisedFineTuning;

/// <summary>Supervised fine-tuning on one batch after another: a step is forward, loss, backward, and the optimizer's.</summary>
internal sealed class SftTrainer(CausalModel model, Updates updates)
{
    /// <summary>What the time of the steps went to: forward, backward, optimizer.</summary>
    public PhaseTimes Phases { get; } = new();

    /// <summary>Rows are padded to so many tokens at least; see <see cref="PaddedRows"/>.</summary>
    public int LeastWidth { get; init; }

    /// <param name="batches">The forward passes of the step.</param>
    /// <returns>The loss: the mean negative log-likelihood (nats) over all response tokens of the step, before it.</returns>
    /// <exception cref="TrainingException">The loss or a gradient is not finite.</exception>
    public (double Loss, double LearningRate, double GradientNorm) Step(IReadOnlyList<SftExample[]> batches)
    {
        using var threads = TorchThreads.For(model.HiddenSize);
        // Each batch's gradient is weighted by its share of the step's tokens, so that k small batches equal one large.
        var tokens = batches.Sum(b => b.Sum(e => (long)e.Response.Length));
        var loss = batches.Sum(batch => Accumulate(batch, tokens));
        var (rate, norm) = Phases.Time("optimizer", updates.Apply);
        return (loss, rate, norm);
    }

    private double Accumulate(SftExample[] batch, long tokens)
    {
        using var scope = NewDisposeScope();
        var head = Phases.Time("forward", () => Predict(model, batch, LeastWidth));
        var value = -head.Logprobs.Sum(x => (double)x) / tokens;
        updates.RequireFinite(value);
        var share = new float[head.Logprobs.Length];
        Array.Fill(share, -1f / tokens);
        Phases.Time("backward", () => head.Backward(share));
        return value;
    }

    /// <summary>What the model says of the response tokens.</summary>
    /// <param name="leastWidth">Rows are padded to so many tokens at least.</param>
    internal static HeadPass Predict(CausalModel model, IReadOnlyList<SftExample> batch, int leastWidth = 0)
    {
        var rows = TokenRows.Of([.. batch.Select(e => (e.Prompt, e.Response))], leastWidth: leastWidth);
        return rows.Predict(model, model.Hidden(rows.Ids, rows.Mask, rows.Positions));
    }
}
