using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using AlwaysOnPolicy.Randomness;

namespace AlwaysOnPolicy.Models.Generation;

/// <summary>Draws one token from one row of logits. In managed memory: a row's draw then depends on nothing but the row and its own random numbers.</summary>
internal sealed class TokenSampler(SamplingOptions options)
{
    // Weights are summed by blocks: a draw finds its block first.
    private const int Block = 1024;

    // Tokens whose share of the likeliest one is below e^-18 are left out of the search for the nucleus as long as all of them together cannot matter.
    private const float NucleusDepth = 18;

    [ThreadStatic]
    private static float[]? t_weights;

    /// <summary>Applies every processor to a row of logits, in place; what may not be drawn becomes −∞.</summary>
    /// <param name="seen">Prompt and answer so far.</param>
    /// <param name="newTokens">Tokens of the answer so far.</param>
    public void Process(Span<float> logits, IReadOnlyList<int> seen, int newTokens)
    {
        if (options.RepetitionPenalty != 1) Penalise(logits, seen);
        if (newTokens < options.MinNewTokens) Exclude(logits, options.EosIds);
        if (options.ForcedEosId is { } forced && newTokens == options.MaxNewTokens - 1) Force(logits, forced);
        Exclude(logits, options.SuppressTokens);
        if (options.Greedy) return;
        if (options.Temperature != 1) TensorPrimitives.Divide(logits, (float)options.Temperature, logits);
        if (options.TopK > 0 && options.TopK < logits.Length) KeepTop(logits);
        if (options.TopP < 1) KeepNucleus(logits);
    }

    /// <summary>The likeliest token, or a draw by the row's own generator.</summary>
    /// <exception cref="CheckpointException">No token has a probability.</exception>
    public int Choose(ReadOnlySpan<float> logits, SeededRandom random)
    {
        var most = TensorPrimitives.IndexOfMax(logits);
        if (!float.IsFinite(logits[most])) throw NoProbabilities();
        if (options.Greedy) return most;

        // Inverse of the cumulative distribution, summed in double precision.
        var weights = Buffer(logits.Length);
        Span<double> sums = stackalloc double[(logits.Length + Block - 1) / Block];
        var total = Weights(logits, logits[most], weights, sums);
        if (!double.IsFinite(total)) throw NoProbabilities();
        var left = random.NextDouble() * total;
        var block = 0;
        while (block < sums.Length - 1 && left >= sums[block]) left -= sums[block++];
        for (var i = block * Block; i < logits.Length; i++)
            if ((left -= weights[i]) < 0) return i;
        return most;
    }

    /// <summary>exp(logit − max) of each token.</summary>
    /// <param name="sums">Receives the sum of each block.</param>
    /// <returns>Their sum.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Weights(ReadOnlySpan<float> logits, float max, Span<float> weights, Span<double> sums)
    {
        var total = 0.0;
        var least = Vector512.Create(max);
        for (var block = 0; block < sums.Length; block++)
        {
            var (i, end) = (block * Block, Math.Min(logits.Length, (block + 1) * Block));
            var sum = Vector512<double>.Zero;
            for (; i <= end - 16; i += 16)
            {
                var weight = Vector512.Exp(Vector512.Create(logits.Slice(i, 16)) - least);
                weight.CopyTo(weights[i..]);
                var (low, high) = Vector512.Widen(weight);
                sum += low + high;
            }
            sums[block] = Vector512.Sum(sum);
            for (; i < end; i++) sums[block] += weights[i] = MathF.Exp(logits[i] - max);
            total += sums[block];
        }
        return total;
    }

    private static float[] Buffer(int length)
    {
        if (t_weights is null || t_weights.Length < length) t_weights = new float[length];
        return t_weights;
    }

    private static CheckpointException NoProbabilities() => new(
        "The model gives no probabilities to draw from: its logits are not numbers, or every token is suppressed. " +
        "A training that diverged leaves such weights; go back to an earlier checkpoint.");

    private void Penalise(Span<float> logits, IReadOnlyList<int> seen)
    {
        var penalty = (float)options.RepetitionPenalty;
        foreach (var id in seen.Distinct()) logits[id] = logits[id] < 0 ? logits[id] * penalty : logits[id] / penalty;
    }

    private static void Exclude(Span<float> logits, IReadOnlyList<int> ids)
    {
        foreach (var id in ids)
            if (id >= 0 && id < logits.Length) logits[id] = float.NegativeInfinity;
    }

    private static void Force(Span<float> logits, int id)
    {
        logits.Fill(float.NegativeInfinity);
        logits[id] = 0;
    }

    /// <summary>Keeps the k largest and those level with the k-th.</summary>
    private void KeepTop(Span<float> logits)
    {
        var heap = new PriorityQueue<float, float>(options.TopK);
        foreach (var l in logits)
        {
            if (heap.Count < options.TopK) heap.Enqueue(l, l);
            else if (l > heap.Peek()) heap.EnqueueDequeue(l, l);
        }
        var smallest = heap.Peek();
        foreach (ref var l in logits)
            if (l < smallest) l = float.NegativeInfinity;
    }

    /// <summary>Removes the smallest probabilities whose ascending cumulative sum is at most 1 − p; the largest always stays.</summary>
    private void KeepNucleus(Span<float> logits)
    {
        var max = TensorPrimitives.Max<float>(logits);
        var weights = Buffer(logits.Length);
        Span<double> sums = stackalloc double[(logits.Length + Block - 1) / Block];
        var removable = (1 - options.TopP) * Weights(logits, max, weights, sums);
        // What is far below the largest goes without being sorted, if all of it may go.
        var (order, floor, sum) = (new List<int>(), max - NucleusDepth, 0.0);
        for (var i = 0; i < logits.Length; i++)
        {
            if (logits[i] >= floor) order.Add(i);
            else sum += weights[i];
        }
        if (sum > removable) (order, floor, sum) = ([.. Enumerable.Range(0, logits.Length)], float.NegativeInfinity, 0);
        foreach (ref var l in logits)
            if (l < floor) l = float.NegativeInfinity;
        var ids = order.ToArray();
        var keys = new float[ids.Length];
        for (var i = 0; i < ids.Length; i++) keys[i] = logits[ids[i]];
        Array.Sort(keys, ids);
        for (var i = 0; i < ids.Length - 1; i++)
        {
            sum += weights[ids[i]];
            if (sum > removable) break;
            logits[ids[i]] = float.NegativeInfinity;
        }
    }
}
