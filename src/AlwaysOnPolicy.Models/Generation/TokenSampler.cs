using AlwaysOnPolicy.Randomness;

namespace AlwaysOnPolicy.Models.Generation;

/// <summary>Draws one token from one row of logits. In managed memory: a row's draw then depends on nothing but the row and its own random numbers.</summary>
internal sealed class TokenSampler(SamplingOptions options)
{
    private float[] _sorted = [], _weights = [];

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
        if (options.Temperature != 1)
            foreach (ref var l in logits) l /= (float)options.Temperature;
        if (options.TopK > 0 && options.TopK < logits.Length) KeepTop(logits);
        if (options.TopP < 1) KeepNucleus(logits);
    }

    /// <summary>The likeliest token, or a draw by the row's own generator.</summary>
    /// <exception cref="CheckpointException">No token has a probability.</exception>
    public int Choose(ReadOnlySpan<float> logits, SeededRandom random)
    {
        var most = IndexOfMax(logits);
        if (!float.IsFinite(logits[most])) throw NoProbabilities();
        if (options.Greedy) return most;

        // Inverse of the cumulative distribution, summed in double precision.
        if (_weights.Length < logits.Length) _weights = new float[logits.Length];
        var max = logits[most];
        var total = 0.0;
        for (var i = 0; i < logits.Length; i++) total += _weights[i] = MathF.Exp(logits[i] - max);
        if (!double.IsFinite(total)) throw NoProbabilities();
        var left = random.NextDouble() * total;
        for (var i = 0; i < logits.Length; i++)
            if ((left -= _weights[i]) < 0) return i;
        return most;
    }

    private static CheckpointException NoProbabilities() => new(
        "The model gives no probabilities to draw from: its logits are not numbers, or every token is suppressed. " +
        "A training that diverged leaves such weights; go back to an earlier checkpoint.");

    private static int IndexOfMax(ReadOnlySpan<float> logits)
    {
        var most = 0;
        for (var i = 1; i < logits.Length; i++)
            if (logits[i] > logits[most]) most = i;
        return most;
    }

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

    private void KeepTop(Span<float> logits)
    {
        var sorted = Sorted(logits);
        var smallest = sorted[^options.TopK];
        foreach (ref var l in logits)
            if (l < smallest) l = float.NegativeInfinity;
    }

    /// <summary>Removes the smallest probabilities whose ascending cumulative sum is at most 1 − p; the largest always stays.</summary>
    private void KeepNucleus(Span<float> logits)
    {
        var order = new int[logits.Length];
        for (var i = 0; i < order.Length; i++) order[i] = i;
        var keys = logits.ToArray();
        Array.Sort(keys, order);
        var max = keys[^1];
        var total = 0.0;
        foreach (var l in keys) total += Math.Exp(l - max);
        var sum = 0.0;
        for (var i = 0; i < order.Length - 1; i++)
        {
            sum += Math.Exp(keys[i] - max) / total;
            if (sum > 1 - options.TopP) break;
            logits[order[i]] = float.NegativeInfinity;
        }
    }

    private Span<float> Sorted(ReadOnlySpan<float> logits)
    {
        if (_sorted.Length < logits.Length) _sorted = new float[logits.Length];
        var span = _sorted.AsSpan(0, logits.Length);
        logits.CopyTo(span);
        span.Sort();
        return span;
    }
}
