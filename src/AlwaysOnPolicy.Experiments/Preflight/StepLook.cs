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

    /// <summary>How often each prompt comes; so often that the answers to few prompts are learnt by heart is a warning.</summary>
    public static void Repeats(Findings findings, int prompts, int steps, int promptsPerStep)
    {
        const int Often = 20;
        var times = (double)steps * promptsPerStep / prompts;
        if (times <= 1) return;
        var sentence = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{steps} steps of {promptsPerStep} prompts each, and there " +
            $"are {prompts} prompts to train on: each is seen {times:0.#} times.");
        if (times < Often) findings.Say(sentence);
        else findings.Warn($"{sentence} So few are learnt by heart: give more prompts, or take fewer steps.");
    }
}
