using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using AlwaysOnPolicy.Models.Runtime;
using Tensor = TorchSharp.torch.Tensor;

namespace AlwaysOnPolicy.Learning.Optimization;

/// <summary>What PPO asks of rows of logits: the log-probability of the token that was drawn, the entropy, and the gradient of both, each row in one go while
/// it is in the processor's cache.</summary>
/// <remarks>By torch's operations these are a dozen passes over [N, V], which with a vocabulary of 50,000 cost as much as the LM head itself, and six tensors
/// of its size for the backward pass.</remarks>
/// <param name="Logprobs">log p of each row's token, in nats, [N].</param>
/// <param name="Entropies">In nats, [N].</param>
/// <param name="LogSums">log Σ exp of each row, [N].</param>
internal sealed record LogitRows(float[] Logprobs, float[] Entropies, float[] LogSums)
{
    /// <param name="logits">[N, V] float32, contiguous, on the CPU.</param>
    /// <param name="tokens">One a row.</param>
    /// <param name="threads">Over which the rows are dealt out; 1 or more.</param>
    public static LogitRows Of(Tensor logits, long[] tokens, int threads)
    {
        var (rows, width) = (tokens.Length, (int)logits.size(1));
        var (logprobs, entropies, logSums) = (new float[rows], new float[rows], new float[rows]);
        ForBlocks(rows, threads, (from, to) =>
        {
            var all = Floats(logits);
            float[] less = new float[width], weights = new float[width];
            for (var row = from; row < to; row++)
            {
                var own = all.Slice(row * width, width);
                var max = TensorPrimitives.Max<float>(own);
                TensorPrimitives.Subtract(own, max, less);
                TensorPrimitives.Exp<float>(less, weights);
                var sum = TensorPrimitives.Sum<float>(weights);
                var logSum = MathF.Log(sum);
                logSums[row] = max + logSum;
                logprobs[row] = less[tokens[row]] - logSum;
                entropies[row] = logSum - (TensorPrimitives.Dot<float>(weights, less) / sum);
            }
        });
        return new(logprobs, entropies, logSums);
    }

    /// <summary>Rows of several one after the other.</summary>
    public static LogitRows Join(IReadOnlyList<LogitRows> parts) => parts.Count == 1 ? parts[0]
        : new([.. parts.SelectMany(p => p.Logprobs)], [.. parts.SelectMany(p => p.Entropies)], [.. parts.SelectMany(p => p.LogSums)]);

    /// <summary>Some of the rows.</summary>
    public LogitRows Part(Range rows) => new(Logprobs[rows], Entropies[rows], LogSums[rows]);

    /// <summary>The gradient on the logits from those on the log-probabilities and the entropies: g·(δ − p) − h·p·(log p + H).</summary>
    /// <param name="logits">As they were read; the gradient takes their place.</param>
    /// <param name="onLogprobs">g, [N].</param>
    /// <param name="onEntropies">h, [N]; null is 0.</param>
    /// <returns>[N, V] float32: <paramref name="logits"/> itself.</returns>
    public Tensor Gradient(Tensor logits, long[] tokens, float[] onLogprobs, float[]? onEntropies, int threads)
    {
        var width = (int)logits.size(1);
        ForBlocks(tokens.Length, threads, (from, to) =>
        {
            var all = Floats(logits);
            var logprobs = new float[width];
            for (var row = from; row < to; row++)
            {
                var into = all.Slice(row * width, width);
                TensorPrimitives.Subtract(into, LogSums[row], logprobs);
                TensorPrimitives.Exp<float>(logprobs, into);
                if (onEntropies is null) TensorPrimitives.Multiply(into, -onLogprobs[row], into);
                else
                {
                    // p · (−h·log p − (h·H + g))
                    TensorPrimitives.Multiply(logprobs, -onEntropies[row], logprobs);
                    TensorPrimitives.Subtract(logprobs, (onEntropies[row] * Entropies[row]) + onLogprobs[row], logprobs);
                    TensorPrimitives.Multiply<float>(into, logprobs, into);
                }
                into[(int)tokens[row]] += onLogprobs[row];
            }
        });
        return logits;
    }

    private static Span<float> Floats(Tensor t) => MemoryMarshal.Cast<byte, float>(t.bytes);

    private static void ForBlocks(int rows, int threads, Action<int, int> work)
    {
        var blocks = Math.Clamp(threads, 1, Math.Max(1, rows));
        SideBySide.Run(blocks, threads, b => work(rows * b / blocks, rows * (b + 1) / blocks));
    }
}
