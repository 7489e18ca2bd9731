using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Rewards;

/// <summary>Scores rows of tokens in batches of like length, which need little padding.</summary>
internal static class ScoredRows
{
    /// <param name="score">From the numbers of a batch's rows to their scores, [B] float32.</param>
    /// <returns>In the order of the rows.</returns>
    public static double[] Score(IReadOnlyList<int[]> rows, int batchSize, Func<int[], Tensor> score, CancellationToken cancel)
    {
        var scores = new double[rows.Count];
        using var inference = inference_mode();
        foreach (var batch in Enumerable.Range(0, rows.Count).OrderBy(i => rows[i].Length).Chunk(batchSize))
        {
            cancel.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            foreach (var (i, value) in batch.Zip(score(batch).data<float>().ToArray())) scores[i] = value;
        }
        return scores;
    }
}
