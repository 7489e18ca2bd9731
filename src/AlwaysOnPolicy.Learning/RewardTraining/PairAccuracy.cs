using AlwaysOnPolicy.Models.Architectures;
using TorchSharp;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Learning.RewardTraining;

/// <summary>How often the chosen response got the strictly higher reward; equal rewards count as wrong.</summary>
/// <param name="Right">Pairs in which the chosen response is ahead.</param>
/// <param name="Total">All pairs.</param>
public sealed record PairAccuracy(int Right, int Total)
{
    /// <summary>0-1; NaN without pairs.</summary>
    public double Fraction => (double)Right / Total;

    /// <summary>How often a network prefers what people preferred.</summary>
    /// <param name="batchSize">Pairs a forward pass; they are sorted by length, so that little is padding.</param>
    /// <exception cref="OperationCanceledException">Between two forward passes.</exception>
    public static PairAccuracy Measure(
        ScalarNetwork model, IReadOnlyList<PreferenceExample> pairs, int batchSize = 32, CancellationToken cancel = default)
    {
        model.eval();
        using var noGrad = no_grad();
        var right = 0L;
        foreach (var batch in pairs.OrderBy(e => e.Length).Chunk(batchSize))
        {
            cancel.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var rows = RewardTrainer.Rows(batch);
            var (chosen, rejected) = RewardTrainer.Split(model.Rewards(rows.Ids, rows.Mask));
            right += (chosen > rejected).sum().ToInt64();
        }
        return new((int)right, pairs.Count);
    }
}
