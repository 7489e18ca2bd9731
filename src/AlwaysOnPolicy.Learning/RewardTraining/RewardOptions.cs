using System.ComponentModel.DataAnnotations;
using AlwaysOnPolicy.Learning.Training;

namespace AlwaysOnPolicy.Learning.RewardTraining;

/// <summary>Reward training; an example is a pair, whose two responses go through the model together. By default one epoch, at a learning rate that falls from
/// 1e-5 to 0.</summary>
public sealed record RewardOptions : EpochOptions
{
    /// <summary>The defaults.</summary>
    public RewardOptions() => LearningRate = 1e-5;

    /// <summary>m in -log σ(r₁ − r₂ − m), for every pair: how far ahead the chosen reward should be. Llama 2 (Touvron et al. 2023) takes it from how sure
    /// people were; a pair may bring its own, in the column margin.</summary>
    [Range(0.0, 1000.0)] public double Margin { get; init => field = OptionRange.Check(this, value); }

    /// <summary>λ of the term λ · mean((r₁ + r₂)²); TRL: <c>center_rewards_coefficient</c>. Pairs alone leave each prompt's offset free; this draws it to 0, so
    /// that rewards of different prompts can be compared.</summary>
    [Range(0.0, 1000.0)] public double Centering { get; init => field = OptionRange.Check(this, value); }

    /// <summary>Weight of the chosen responses' mean negative log-likelihood a token, which keeps the trunk a language model.</summary>
    [Range(0.0, 1000.0)] public double LanguageModelWeight { get; init => field = OptionRange.Check(this, value); }
}
