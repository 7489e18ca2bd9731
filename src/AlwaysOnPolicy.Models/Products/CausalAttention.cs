using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using AlwaysOnPolicy.Models.Runtime;

namespace AlwaysOnPolicy.Models.Products;

/// <summary>Attention in which each token looks at itself and those before it in its row: softmax(q·kᵀ·scale)·v, and the way back.</summary>
/// <remarks>Rows and heads are worked through one at a time, in blocks of queries whose scores stay in the processor's cache, and what a mask would
/// hide is not computed (the idea of FlashAttention, Dao et al. 2022). Padding takes no part. Heads of queries in equal groups share a head of keys and
/// values.</remarks>
/// <param name="lengths">Tokens of each row.</param>
/// <param name="scale">Multiplies the scores.</param>
internal sealed unsafe class CausalAttention(int[] lengths, float scale, int threads)
{
    private const int QueryBlock = 96;

    private readonly int[] _starts = Starts(lengths);

    /// <param name="into">As the queries.</param>
    /// <returns>log Σ exp of each query's scores, which <see cref="Backward"/> needs.</returns>
    public float[] Forward(Heads queries, Heads keys, Heads values, Heads into)
    {
        var logSums = new float[_starts[^1] * queries.Count];
        ForEach(queries.Count, keys.Count, (row, head, shared, scores, _) =>
        {
            var length = lengths[row];
            Matrix q = queries.Of(row, head, length), k = keys.Of(row, shared, length), v = values.Of(row, shared, length), o = into.Of(row, head, length);
            for (var first = 0; first < length; first += QueryBlock)
            {
                var block = Scores(q, k, first, scores);
                for (var i = 0; i < block.Rows; i++)
                {
                    var weights = Weights(block, i, first);
                    var max = TensorPrimitives.Max<float>(weights);
                    TensorPrimitives.Subtract(weights, max, weights);
                    TensorPrimitives.Exp<float>(weights, weights);
                    var sum = TensorPrimitives.Sum<float>(weights);
                    TensorPrimitives.Multiply(weights, 1 / sum, weights);
                    logSums[LogSum(row, head, first + i, queries.Count)] = max + MathF.Log(sum);
                }
                Gemm.Multiply(block, v.Part(0, block.Columns, 0, v.Columns), o.Part(first, block.Rows, 0, o.Columns));
            }
        });
        return logSums;
    }

    /// <summary>The gradients on queries, keys and values; those on keys and values are added.</summary>
    /// <param name="result">What <see cref="Forward"/> made.</param>
    /// <param name="onResult">The gradient on it.</param>
    public void Backward(
        Heads queries, Heads keys, Heads values, Heads result, float[] logSums, Heads onResult, Heads onQueries, Heads onKeys, Heads onValues)
    {
        ForEach(queries.Count, keys.Count, (row, head, shared, scores, onScores) =>
        {
            var length = lengths[row];
            Matrix q = queries.Of(row, head, length), k = keys.Of(row, shared, length), v = values.Of(row, shared, length);
            Matrix o = result.Of(row, head, length), onO = onResult.Of(row, head, length);
            Matrix onQ = onQueries.Of(row, head, length), onK = onKeys.Of(row, shared, length), onV = onValues.Of(row, shared, length);
            for (var first = 0; first < length; first += QueryBlock)
            {
                var block = Scores(q, k, first, scores);
                var (rows, columns) = (block.Rows, block.Columns);
                var onBlock = new Matrix(onScores, rows, columns, columns, 1);
                var onOut = onO.Part(first, rows, 0, onO.Columns);
                Gemm.Multiply(onOut, v.Part(0, columns, 0, v.Columns).Transposed, onBlock);
                for (var i = 0; i < rows; i++)
                {
                    var weights = Weights(block, i, first);
                    TensorPrimitives.Subtract(weights, logSums[LogSum(row, head, first + i, queries.Count)], weights);
                    TensorPrimitives.Exp<float>(weights, weights);
                    var on = Row(onBlock, i);
                    on[weights.Length..].Clear();
                    TensorPrimitives.Subtract(on[..weights.Length], TensorPrimitives.Dot<float>(Row(onOut, i), Row(o, first + i)), on[..weights.Length]);
                    TensorPrimitives.Multiply(on[..weights.Length], scale, on[..weights.Length]);
                    TensorPrimitives.Multiply<float>(on[..weights.Length], weights, on[..weights.Length]);
                }
                Gemm.Multiply(block.Transposed, onOut, onV.Part(0, columns, 0, onV.Columns), add: true);
                Gemm.Multiply(onBlock, k.Part(0, columns, 0, k.Columns), onQ.Part(first, rows, 0, onQ.Columns));
                Gemm.Multiply(onBlock.Transposed, q.Part(first, rows, 0, q.Columns), onK.Part(0, columns, 0, onK.Columns), add: true);
            }
        });
    }

    /// <summary>q·kᵀ of a block of queries and of the keys up to its last.</summary>
    private static Matrix Scores(Matrix q, Matrix k, int first, nint buffer)
    {
        var rows = Math.Min(QueryBlock, q.Rows - first);
        var scores = new Matrix(buffer, rows, first + rows, first + rows, 1);
        Gemm.Multiply(q.Part(first, rows, 0, q.Columns), k.Part(0, first + rows, 0, k.Columns).Transposed, scores);
        return scores;
    }

    /// <summary>The scores that the query may see, scaled; what lies behind them becomes 0.</summary>
    private Span<float> Weights(Matrix block, int i, int first)
    {
        var row = Row(block, i);
        row[(first + i + 1)..].Clear();
        row = row[..(first + i + 1)];
        TensorPrimitives.Multiply(row, scale, row);
        return row;
    }

    private static Span<float> Row(Matrix matrix, int row) => new(matrix[row, 0], matrix.Columns);

    private int LogSum(int row, int head, int token, int heads) => (_starts[row] * heads) + (head * lengths[row]) + token;

    private delegate void OfHead(int row, int head, int shared, nint scores, nint onScores);

    /// <summary>Heads that share keys and values are one thread's, so that what is added has one order.</summary>
    private void ForEach(int heads, int shared, OfHead work)
    {
        var group = heads / shared;
        var size = (nuint)(QueryBlock * sizeof(float)) * (nuint)lengths.Max();
        if (size == 0) return;
        SideBySide.Run(lengths.Length * shared, threads, task =>
        {
            var buffers = (nint)NativeMemory.AlignedAlloc(2 * size, 64);
            try
            {
                for (var i = 0; i < group; i++) work(task / shared, (task % shared * group) + i, task % shared, buffers, buffers + (nint)size);
            }
            finally
            {
                NativeMemory.AlignedFree((void*)buffers);
            }
        });
    }

    private static int[] Starts(int[] lengths)
    {
        var starts = new int[lengths.Length + 1];
        for (var i = 0; i < lengths.Length; i++) starts[i + 1] = starts[i] + lengths[i];
        return starts;
    }
}
