using AlwaysOnPolicy.Learning.Ppo;
using AlwaysOnPolicy.Models.Generation;
using AlwaysOnPolicy.Tokenizers.Encodings;

namespace AlwaysOnPolicy.Experiments.Artifacts;

/// <summary>
/// Gives what the chosen kind does not read its default, before the options become a stage's input: no key then holds an option that changes nothing, and
/// no stage can read one that its key does not hold.
/// </summary>
internal static class OptionsInUse
{
    private static readonly PpoOptions s_ppo = new();
    private static readonly SamplingOptions s_sampling = new();

    /// <summary>Greedy answers read nothing of what shapes a draw.</summary>
    public static SamplingOptions Of(SamplingOptions sampling) => sampling.Greedy
        ? sampling with { Temperature = s_sampling.Temperature, TopK = s_sampling.TopK, TopP = s_sampling.TopP }
        : sampling;

    /// <remarks><see cref="PpoOptions.Target"/> stays: what watches the KL reads it also where β is fixed.</remarks>
    public static PpoOptions Of(PpoOptions ppo)
    {
        var gae = ppo.Advantages == AdvantageEstimator.Gae;
        return ppo with
        {
            Horizon = ppo.AdaptiveKl ? ppo.Horizon : s_ppo.Horizon,
            TargetKl = ppo.EarlyStopping ? ppo.TargetKl : s_ppo.TargetKl,
            PaddingSide = ppo.Compatibility == PpoCompatibility.Trl ? ppo.PaddingSide : Side.Right,
            EmaUse = ppo.EmaDecay > 0 ? ppo.EmaUse : s_ppo.EmaUse,
            Gamma = gae ? ppo.Gamma : s_ppo.Gamma,
            Lambda = gae ? ppo.Lambda : s_ppo.Lambda,
            ClipRangeValue = gae ? ppo.ClipRangeValue : s_ppo.ClipRangeValue,
            VfCoef = gae ? ppo.VfCoef : s_ppo.VfCoef,
            ValueHeadLearningRate = gae ? ppo.ValueHeadLearningRate : null,
        };
    }
}
