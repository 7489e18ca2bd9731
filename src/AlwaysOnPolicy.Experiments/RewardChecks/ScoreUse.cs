using AlwaysOnPolicy.Learning.Ppo;

namespace AlwaysOnPolicy.Experiments.RewardChecks;

/// <summary>Those of PPO's options that the verdict on a reward reads, as a stage's input: a change of another one asks for no new look.</summary>
internal sealed record ScoreUse(double Factor, double Offset, bool Scaling, bool Norm, double LengthPenalty, AdvantageEstimator Advantages)
{
    public static ScoreUse Of(PpoOptions ppo) =>
        new(ppo.ScoreFactor, ppo.ScoreOffset, ppo.ScoreScaling, ppo.ScoreNorm, ppo.LengthPenalty, ppo.Advantages);

    public PpoOptions Options() => new()
    {
        ScoreFactor = Factor,
        ScoreOffset = Offset,
        ScoreScaling = Scaling,
        ScoreNorm = Norm,
        LengthPenalty = LengthPenalty,
        Advantages = Advantages,
    };
}
