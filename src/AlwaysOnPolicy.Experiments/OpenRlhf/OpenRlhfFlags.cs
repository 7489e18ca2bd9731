using System.Globalization;
using AlwaysOnPolicy.Learning.Ppo;
using AlwaysOnPolicy.Models.Generation;

namespace AlwaysOnPolicy.Experiments.OpenRlhf;

/// <summary>What OpenRLHF 0.11's train_ppo_ray is told of a run's settings, under the names that its flags have since April 2026.</summary>
internal static class OpenRlhfFlags
{
    /// <param name="passes">How often each prompt is answered and learnt from.</param>
    /// <param name="prompts">Of the iteration.</param>
    /// <param name="maxPromptTokens">The longest prompt.</param>
    /// <returns>Flag and value, in the order of a command line.</returns>
    public static IReadOnlyList<(string Flag, string Value)> Of(
        PpoOptions ppo, SamplingOptions sampling, int passes, int prompts, int maxPromptTokens, ulong seed)
    {
        var perPrompt = ppo.AnswersPerPrompt;
        var flags = new List<(string, string)>
        {
            ("--data.input_key", "input"), ("--data.label_key", "domain"),
            ("--data.max_len", Text(maxPromptTokens + sampling.MaxNewTokens)), ("--data.max_samples", Text(prompts)),
            ("--rollout.max_new_tokens", Text(sampling.MaxNewTokens)),
            ("--rollout.temperature", Text(sampling.Temperature)), ("--rollout.top_p", Text(sampling.TopP)),
            ("--rollout.batch_size", Text(ppo.BatchSize / perPrompt)), ("--rollout.n_samples_per_prompt", Text(perPrompt)),
            ("--train.num_episodes", Text(passes)), ("--train.max_epochs", Text(ppo.PpoEpochs)),
            ("--train.batch_size", Text(ppo.MiniBatchSize * ppo.GradientAccumulationSteps)), ("--train.seed", Text((int)(seed % int.MaxValue))),
            ("--actor.adam.lr", Text(ppo.LearningRate)), ("--actor.lr_scheduler", "constant_with_warmup"), ("--actor.lr_warmup_ratio", "0"),
            ("--actor.eps_clip", Text(ppo.ClipRange)),
            ("--algo.kl.init_coef", Text(ppo.InitKlCoef)), ("--algo.kl.estimator", "k1"),
        };
        if (ppo.AdaptiveKl) flags.AddRange([("--algo.kl.target", Text(ppo.Target)), ("--algo.kl.horizon", Text((int)ppo.Horizon))]);
        if (ppo.MaxGradNorm is { } norm) flags.Add(("--actor.max_norm", Text(norm)));
        if (ppo.EntropyCoef > 0) flags.Add(("--actor.entropy_coef", Text(ppo.EntropyCoef)));
        if (ppo.ScoreClip is { } clip) flags.Add(("--reward.clip_range", $"{Text(-clip)} {Text(clip)}"));
        flags.AddRange(ppo.Advantages switch
        {
            AdvantageEstimator.Rloo => [("--algo.advantage.estimator", "rloo")],
            AdvantageEstimator.Grpo => [("--algo.advantage.estimator", "group_norm")],
            _ =>
            [
                ("--algo.advantage.estimator", "gae"), ("--algo.advantage.gamma", Text(ppo.Gamma)), ("--algo.advantage.lambd", Text(ppo.Lambda)),
                ("--critic.adam.lr", Text(ppo.ValueHeadLearningRate ?? ppo.LearningRate)), ("--critic.lr_scheduler", "constant_with_warmup"),
                ("--critic.lr_warmup_ratio", "0"), ("--critic.value_clip", Text(ppo.ClipRangeValue)),
            ],
        });
        return flags;
    }

    /// <summary>What the run's settings say and the job will not do, a sentence each.</summary>
    public static IEnumerable<string> Lost(PpoOptions ppo, SamplingOptions sampling)
    {
        var plain = new PpoOptions();
        if (ppo.Advantages == AdvantageEstimator.Gae)
            yield return "The critic is a model of its own there, begun from the policy's weights; ppo.vf_coef has no counterpart.";
        if (ppo.MaxGradNorm is null)
            yield return "Gradients are clipped to norm 1, which OpenRLHF does unless --actor.max_norm and --critic.max_norm say otherwise.";
        if (ppo.ScoreClip is null) yield return "Rewards are cut to ± 10 (--reward.clip_range).";
        foreach (var (name, set) in new[]
        {
            ("ppo.ratio_threshold", true), ("ppo.lora", ppo.Lora is not null), ("ppo.frozen_layers", ppo.FrozenLayers > 0), ("ppo.ema_decay", ppo.EmaDecay > 0),
            ("ppo.early_stopping", ppo.EarlyStopping), ("ppo.score_scaling", ppo.ScoreScaling), ("ppo.whiten_rewards", ppo.WhitenRewards),
            ("ppo.score_factor", ppo.ScoreFactor != plain.ScoreFactor), ("ppo.score_offset", ppo.ScoreOffset != plain.ScoreOffset),
            ("ppo.missing_eos_penalty", ppo.MissingEosPenalty > 0), ("ppo.length_penalty", ppo.LengthPenalty > 0),
            ("ppo.value_warmup_steps", ppo.ValueWarmupSteps > 0), ("ppo.warmup_steps", ppo.WarmupSteps > 0), ("ppo.final_fraction", ppo.FinalFraction != 1),
            ("sampling.top_k", sampling.TopK > 0), ("sampling.min_new_tokens", sampling.MinNewTokens > 0),
            ("sampling.repetition_penalty", sampling.RepetitionPenalty != 1), ("sampling.greedy", sampling.Greedy),
        })
            if (set) yield return $"{name} has no counterpart.";
    }

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);
}
