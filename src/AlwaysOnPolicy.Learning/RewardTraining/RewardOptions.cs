using System.ComponentModel.DataAnnotations;

namespace AlwaysOnPolicy.Learning.RewardTraining;

public sealed record RewardOptions
{
    /// <summary>AdamW's rate after the warm-up.</summary>
    [Range(0.0, 1.0)] public double LearningRate { get; init; } = 1e-5;

    /// <summary>Decoupled, on every parameter.</summary>
    [Range(0.0, 1.0)] public double WeightDecay { get; init; } = 0.01;

    /// <summary>Optimizer steps in which the rate rises linearly from 0.</summary>
    [Range(0, int.MaxValue)] public int WarmupSteps { get; init; }

    /// <summary>Where the linear fall of the rate ends at the last step, as a fraction of it.</summary>
    [Range(0.0, 1.0)] public double FinalFraction { get; init; }

    /// <summary>Pairs a forward pass; both responses of a pair go through the model together.</summary>
    [Range(1, 4096)] public int BatchSize { get; init; } = 16;

    /// <summary>Forward passes an optimizer step; the loss is the mean over all pairs of the step, however split.</summary>
    [Range(1, 4096)] public int AccumulationSteps { get; init; } = 1;

    /// <summary>More than 1 sorts windows of so many batches by length, against padding; <see cref="Optimization.Batches.Epoch"/>.</summary>
    [Range(1, 4096)] public int LengthWindow { get; init; } = 1;

    [Range(1, 1000)] public int Epochs { get; init; } = 1;

    /// <summary>Gradients are scaled down to this L2 norm over all parameters.</summary>
    [Range(0.0, double.MaxValue, MinimumIsExclusive = true)] public double MaxGradNorm { get; init; } = 1;

    /// <summary>m in -log σ(r₁ − r₂ − m), for every pair: how far ahead the chosen reward should be. Llama 2 (Touvron et al. 2023) takes it from how sure people
    /// were; a pair may bring its own, <see cref="PreferenceExample.Margin"/>.</summary>
    [Range(0.0, 1000.0)] public double Margin { get; init; }

    /// <summary>λ of the term λ · mean((r₁ + r₂)²); TRL: <c>center_rewards_coefficient</c>. Pairs alone leave each prompt's offset free; this draws it to 0, so
    /// that rewards of different prompts can be compared.</summary>
    [Range(0.0, 1000.0)] public double Centering { get; init; }

    /// <summary>Weight of the chosen responses' mean negative log-likelihood a token, which keeps the trunk a language model.</summary>
    [Range(0.0, 1000.0)] public double LanguageModelWeight { get; init; }

    /// <summary>Pairs a forward pass when the accuracy is measured; changes the speed, and the rewards in the last digits at most.</summary>
    [Range(1, 4096)] public int EvaluationBatchSize { get; init; } = 32;
}
