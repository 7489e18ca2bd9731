using AlwaysOnPolicy.Learning.Ppo;

namespace AlwaysOnPolicy.Learning.Tinker;

/// <summary>A rollout as a Tinker server is sent it: the model is given all tokens but the last, and each position's target is the token that follows. What is
/// said of the response's tokens stands at its positions, at the end; the query's have 0.</summary>
internal static class TinkerDatum
{
    private const string Floats = "float32";

    /// <summary>For log-probabilities or values.</summary>
    public static object Of(Rollout rollout) => Of(rollout, []);

    /// <summary>For the loss "ppo" of a policy.</summary>
    /// <param name="logprobs">Under the policy as it answered, one a response token.</param>
    /// <param name="advantages">One a response token.</param>
    public static object Of(Rollout rollout, float[] logprobs, float[] advantages) =>
        Of(rollout, [("logprobs", logprobs), ("advantages", advantages)]);

    /// <summary>For the loss "ppo" of a critic.</summary>
    public static object OfCritic(Rollout rollout, float[] values, float[] returns) => Of(rollout, [("values", values), ("returns", returns)]);

    /// <summary>Tokens without a query, the first one given.</summary>
    public static object OfTokens(int[] tokens) => Of(new Rollout(tokens[..1], tokens[1..], 0), []);

    public static object PromptOf(int[] tokens) => new { chunks = new[] { new { type = "encoded_text", tokens } } };

    private static object Of(Rollout rollout, (string Name, float[] Values)[] perToken)
    {
        int[] ids = [.. rollout.Query, .. rollout.Response];
        var inputs = new Dictionary<string, object>
        {
            ["target_tokens"] = new { data = ids[1..], dtype = "int64", shape = new[] { ids.Length - 1 } },
            ["weights"] = Padded(Enumerable.Repeat(1f, rollout.Response.Length).ToArray()),
        };
        foreach (var (name, values) in perToken) inputs[name] = Padded(values);
        return new { model_input = PromptOf(ids[..^1]), loss_fn_inputs = inputs };

        object Padded(float[] values)
        {
            var all = new float[ids.Length - 1];
            values.CopyTo(all.AsSpan(all.Length - values.Length));
            return new { data = all, dtype = Floats, shape = new[] { all.Length } };
        }
    }
}
