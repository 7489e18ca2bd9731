using AlwaysOnPolicy.Learning.Optimization;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Learning.Ppo;

/// <summary>Refuses a step before anything has changed, where what it would learn from is not a number.</summary>
internal static class FiniteChecks
{
    public static void RequireScores(IReadOnlyList<double> scores)
    {
        for (var i = 0; i < scores.Count; i++)
            if (!double.IsFinite(scores[i]))
                throw new TrainingException($"The score of rollout {i + 1} of {scores.Count} is {scores[i]}. The reward model must give finite numbers: " +
                    "look for an empty answer or a division in it. Nothing was learnt from this step; weights and state are as before it.");
    }

    public static void RequireModels(Tensor logprobs, Tensor refLogprobs, Tensor values, Tensor kl)
    {
        Require(logprobs, "The policy gives log-probabilities that are not finite: its weights are damaged, as an earlier step at too high a " +
            "learning rate leaves them. Go back to an earlier checkpoint and lower PpoOptions.LearningRate");
        Require(refLogprobs, "The reference gives log-probabilities that are not finite: its weights are damaged. Make or fetch the reference model again");
        Require(values, "The value head gives values that are not finite: its weights are damaged. Go back to an earlier checkpoint and lower " +
            "PpoOptions.ValueHeadLearningRate");
        Require(kl, "The KL penalty is not finite: policy and reference differ beyond what numbers hold. Raise PpoOptions.InitKlCoef or lower " +
            "PpoOptions.LearningRate");
    }

    private static void Require(Tensor x, string problem)
    {
        using var scope = NewDisposeScope();
        if (!x.isfinite().all().item<bool>()) throw new TrainingException($"{problem}. Weights and state are as before this step.");
    }
}
