namespace AlwaysOnPolicy.Models.Generation;

/// <summary>Logarithms of the probabilities that a row of logits means.</summary>
internal static class LogProbabilities
{
    /// <summary>log Σ exp.</summary>
    public static float LogSum(ReadOnlySpan<float> logits)
    {
        var max = System.Numerics.Tensors.TensorPrimitives.Max(logits);
        var sum = 0.0;
        foreach (var l in logits) sum += Math.Exp(l - max);
        return max + (float)Math.Log(sum);
    }

    /// <summary>The k likeliest tokens, likeliest first, of equal ones the lower id.</summary>
    public static IReadOnlyList<TokenLogProbability> Likeliest(ReadOnlySpan<float> logits, float logSum, int k)
    {
        if (k == 0) return [];
        var queue = new PriorityQueue<int, (float, int)>();
        for (var i = 0; i < logits.Length; i++)
        {
            if (queue.Count < k) queue.Enqueue(i, (logits[i], -i));
            else if (logits[i] > logits[queue.Peek()]) queue.EnqueueDequeue(i, (logits[i], -i));
        }
        var found = new TokenLogProbability[queue.Count];
        for (var i = found.Length - 1; i >= 0; i--)
        {
            var id = queue.Dequeue();
            found[i] = new(id, logits[id] - logSum);
        }
        return found;
    }
}
