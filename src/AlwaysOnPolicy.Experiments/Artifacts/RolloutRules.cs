using AlwaysOnPolicy.Chat.Rollouts;
using AlwaysOnPolicy.Learning.Ppo;
using AlwaysOnPolicy.Models.Generation;

namespace AlwaysOnPolicy.Experiments.Artifacts;

/// <summary>What goes together with rollout servers.</summary>
internal static class RolloutRules
{
    /// <exception cref="SettingsException">The first rule that is broken.</exception>
    public static void Check(RolloutSettings rollouts, SamplingOptions sampling, PpoOptions ppo, TrainerSettings? trainer = null)
    {
        if (rollouts.Servers.Count == 0) return;
        if (trainer?.Server is not null)
            throw new SettingsException("rollouts.servers: with trainer.kind: tinker the policy is on that server, which draws its answers; leave them out.");
        ServerRollouts.Check(rollouts);
        if (sampling.ForcedEosId is not null || sampling.SuppressTokens.Count > 0)
            throw new SettingsException("rollouts.servers: no server knows sampling.forced_eos_id or sampling.suppress_tokens; leave them out.");
        if (rollouts.Sampler == RolloutSampler.Vllm && ppo.Lora is null)
            throw new SettingsException("rollouts.sampler: vllm needs ppo.lora, since vLLM loads nothing but adapters while it runs; or draw with aop serve.");
    }
}
