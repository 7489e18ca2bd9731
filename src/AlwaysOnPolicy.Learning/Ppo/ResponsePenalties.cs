namespace AlwaysOnPolicy.Learning.Ppo;

/// <summary>What is done with raw scores before anything else: their unit and zero, and what is taken off them.</summary>
internal static class ResponsePenalties
{
    /// <returns>score_factor · score + score_offset − missing_eos_penalty where the answer did not end − length_penalty · its tokens.</returns>
    public static double[] Apply(IReadOnlyList<Rollout> rollouts, PpoOptions options) =>
        [.. rollouts.Select(r => (options.ScoreFactor * r.Score) + options.ScoreOffset - (r.Ended ? 0 : options.MissingEosPenalty) - (
            options.LengthPenalty * r.Response.Length))];
}
