using AlwaysOnPolicy.Learning.Ppo;
using AlwaysOnPolicy.Models.Generation;

namespace AlwaysOnPolicy.Learning.Tinker;

/// <summary>What a Tinker server has not: better refused than left out.</summary>
internal static class TinkerLimits
{
    /// <exception cref="SettingsException">An option needs what a server has not.</exception>
    public static void Check(PpoOptions options)
    {
        options.Check();
        Refuse(options.Lora is not null, "PpoOptions.Lora", "the server trains an adapter anyway: set TinkerOptions.Rank instead");
        Refuse(options.FrozenLayers > 0, "PpoOptions.FrozenLayers", "the server decides which layers are trained");
        Refuse(options.EmaDecay > 0, "PpoOptions.EmaDecay", "the server keeps no average");
        Refuse(options.EntropyCoef > 0, "PpoOptions.EntropyCoef", "the server's loss has no such term");
        Refuse(options.LogprobTemperature != 1, "PpoOptions.LogprobTemperature", "the server's log-probabilities are those at 1");
        Refuse(options.KlPenalty == KlPenalty.Full, "PpoOptions.KlPenalty = Full", "the server gives no distributions: take Kl");
        Refuse(options.Compatibility == PpoCompatibility.Trl, "PpoOptions.Compatibility = Trl", "its quirks cannot be had there");
        Refuse(options.Advantages == AdvantageEstimator.Grpo && options.InitKlCoef > 0, "PpoOptions.Advantages = Grpo",
            "the server's loss has no KL term: take Rloo, whose penalty is in the reward, or set PpoOptions.InitKlCoef = 0");
    }

    /// <exception cref="SettingsException">An option needs what a server has not.</exception>
    public static void Check(SamplingOptions options)
    {
        Refuse(options.MinNewTokens > 0, "SamplingOptions.MinNewTokens", "the server has no least length");
        Refuse(options.RepetitionPenalty != 1, "SamplingOptions.RepetitionPenalty", "the server has none");
        Refuse(options.ForcedEosId is not null, "SamplingOptions.ForcedEosId", "the server forces no token");
        Refuse(options.SuppressTokens.Count > 0, "SamplingOptions.SuppressTokens", "the server draws any token");
    }

    private static void Refuse(bool asked, string setting, string why)
    {
        if (asked) throw new SettingsException($"{setting} does not go with a Tinker server: {why}.");
    }
}
