using AlwaysOnPolicy.Experiments.Loop.Settings;
using AlwaysOnPolicy.Prompts;
using AlwaysOnPolicy.Prompts.Weighting;
using AlwaysOnPolicy.Randomness;

namespace AlwaysOnPolicy.Experiments.Loop.Stages;

/// <summary>The rules that the settings name, but the paper's, which the authors themselves follow.</summary>
internal static class RuleFactory
{
    private const string Bandit = "bandit";

    /// <param name="features">Domain and groups of a probe question.</param>
    public static IWeightRule Create(PromptRule rule, KnownRewards known, Func<ScoredSample, QuestionFeatures> features, ulong seed, int slice)
    {
        if (rule == PromptRule.Bandit)
            return new BanditRule(known.Rollouts, Seeds.Derive(seed, Bandit, slice), new BanditOptions { HalfLife = known.HalfLife });
        var signal = ProbeSignal.Pool(known.Probes, known.HalfLife, features);
        var targets = ReferenceTargets.Best([.. known.References.Select(r => new ReferenceReward(features(r).Domain, r.Reward))]);
        return new ShortfallRule(signal, targets, rule == PromptRule.ShortfallHalf ? ShortfallOptions.Half : ShortfallOptions.Full);
    }
}
