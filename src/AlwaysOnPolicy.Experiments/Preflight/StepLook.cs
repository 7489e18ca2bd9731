namespace AlwaysOnPolicy.Experiments.Preflight;

/// <summary>Whether PPO has more than a single step to learn in.</summary>
internal static class StepLook
{
    /// <param name="what">What has the steps: "An iteration".</param>
    /// <param name="more">What gives more of them, besides smaller batches.</param>
    public static void Look(Findings findings, string what, int steps, int batchSize, string more)
    {
        if (steps == 1) findings.Warn($"{what} is a single step of PPO, of {batchSize} answers (ppo.batch_size): hardly anything is learnt in one. Give more " +
            $"prompts or {more}, or make the batch smaller.");
    }
}
