using System.Text.Json;
using AlwaysOnPolicy.Learning.Ppo;

namespace AlwaysOnPolicy.Learning.Tinker;

/// <summary>Reads what a forward pass gave.</summary>
internal static class TinkerOutputs
{
    // A server that computes in bfloat16 makes its loss of the log-probabilities that it gives, so that they differ by rounding alone.
    private const double Tolerance = 0.01;

    /// <summary>The numbers of the response's tokens, rollout after rollout.</summary>
    /// <param name="name">logprobs, values or elementwise_loss.</param>
    /// <returns>Null where the server gives no such list.</returns>
    /// <exception cref="TinkerException">They are not as many as there are rollouts or tokens, or a log-probability is above 0.</exception>
    public static float[][]? Read(JsonElement result, string name, IReadOnlyList<Rollout> rollouts, string what)
    {
        if (result.ValueKind != JsonValueKind.Object || !result.TryGetProperty("loss_fn_outputs", out var outputs) || outputs.ValueKind != JsonValueKind.Array)
            throw new TinkerException($"The server's result of {what} has no list 'loss_fn_outputs'.");
        if (outputs.GetArrayLength() != rollouts.Count)
            throw new TinkerException($"The server's result of {what} is about {outputs.GetArrayLength()} sequences, and {rollouts.Count} were sent.");
        var rows = new float[rollouts.Count][];
        foreach (var (row, output) in outputs.EnumerateArray().Index())
        {
            if (!output.TryGetProperty(name, out var tensor)) return null;
            var data = tensor.ValueKind == JsonValueKind.Object ? tensor.GetProperty("data") : tensor;
            var (all, response) = (rollouts[row].Query.Length + rollouts[row].Response.Length - 1, rollouts[row].Response.Length);
            // Some give the whole sequence, some the response alone, which is its end.
            if (data.GetArrayLength() != all && data.GetArrayLength() != response)
                throw new TinkerException($"The server's result of {what} has {data.GetArrayLength()} {name} for sequence {row + 1}, which has {all} " +
                    $"positions, {response} of them of the answer.");
            rows[row] = [.. data.EnumerateArray().Skip(data.GetArrayLength() - response)
                .Select(x => x.ValueKind == JsonValueKind.Number ? x.GetSingle() : float.NaN)];
            if (name == "logprobs" && rows[row].Any(x => x > 1e-3f))
                throw new TinkerException($"The server's result of {what} has a log-probability of {rows[row].Max()}, which is none.");
        }
        return rows;
    }

    /// <exception cref="TinkerException">The server gives none, or see <see cref="Read"/>.</exception>
    public static float[][] Require(JsonElement result, string name, IReadOnlyList<Rollout> rollouts, string what) => Read(result, name, rollouts, what)
        ?? throw new TinkerException($"The server's result of {what} has no '{name}': it does not serve what PPO needs.");

    /// <summary>The gradient's norm, where a server tells it.</summary>
    /// <exception cref="TinkerException">It is no number: the step has left weights that are none.</exception>
    public static double? GradientNorm(JsonElement result)
    {
        if (result.ValueKind != JsonValueKind.Object || !result.TryGetProperty("metrics", out var metrics) || metrics.ValueKind != JsonValueKind.Object)
            return null;
        foreach (var metric in metrics.EnumerateObject().Where(m => m.Name.Contains("grad_norm", StringComparison.Ordinal)))
            return metric.Value.ValueKind == JsonValueKind.Number && double.IsFinite(metric.Value.GetDouble()) ? metric.Value.GetDouble()
                : throw new TinkerException($"The server stepped on a gradient whose norm is {metric.Value}: the policy's weights are damaged. Lower " +
                    "PpoOptions.LearningRate, and run again: the training goes on from its checkpoint.");
        return null;
    }

    /// <summary>Holds the loss that a server says it used to the one that its own log-probabilities give.</summary>
    /// <param name="expected">Of each rollout's tokens: −min(r·A, clip(r)·A).</param>
    /// <exception cref="TinkerException">They differ, or one is no number: the weights have not moved.</exception>
    public static void RequireLoss(float[][]? said, float[][] expected)
    {
        if (said is null) return;                                          // a server need not say
        var (apart, size) = (0.0, 1e-12);
        for (var row = 0; row < expected.Length; row++)
            for (var t = 0; t < expected[row].Length; t++)
            {
                apart += Math.Abs(said[row][t] - expected[row][t]);
                size += Math.Abs(expected[row][t]);
            }
        if (!(apart <= (Tolerance * size) + 1e-6))
            throw new TinkerException($"The server's loss is not PPO's: its tokens' losses are {apart / size:P0} off those of its own log-probabilities with " +
                "the clip range that was sent. It ignores loss_fn_config, or has another loss by the name 'ppo'. No optimizer step was made.");
    }
}
