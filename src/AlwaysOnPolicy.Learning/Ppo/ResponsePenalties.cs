namespace AlwaysOnPolicy.Learning.Ppo;

/// <summary>What is taken off raw scores before anything else is done with them.</summary>
internal static class ResponsePenalties
{
    /// <returns>Score − missing_eos_penalty where the answer did not end − length_penalty · its tokens.</returns>
    public static double[] Apply(IReadOnlyList<Rollout> rollouts, PpoOptions options) =>
        [.. rollouts.Select(r => r.Score - (r.Ended ? 0 : options.MissingEosPenalty) - (options.LengthPenalty * r.Response.Length))];
}
