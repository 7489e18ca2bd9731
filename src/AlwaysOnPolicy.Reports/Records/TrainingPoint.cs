namespace AlwaysOnPolicy.Reports.Records;

/// <summary>One PPO step; a statistic that the trainer did not report is not a number.</summary>
/// <param name="Arm">The arm.</param>
/// <param name="Iteration">From 1.</param>
/// <param name="Step">From 1 in each iteration.</param>
/// <param name="Reward">Mean reward of the step's answers.</param>
/// <param name="Kl">To the SFT policy, nats an answer.</param>
/// <param name="ValueLoss">The value head's loss.</param>
/// <param name="PolicyLoss">The clipped policy loss.</param>
/// <param name="Ratio">Mean probability ratio of new and old policy.</param>
/// <param name="Entropy">Nats a token.</param>
/// <param name="ClipFraction">Share of tokens whose ratio was clipped.</param>
/// <param name="ExplainedVariance">Share of the returns' variance that the value head explains.</param>
/// <param name="ResponseLength">Tokens.</param>
/// <param name="Updates">Mini-batches.</param>
/// <param name="SkippedUpdates">Mini-batches that taught nothing.</param>
public sealed record TrainingPoint(
    string Arm, int Iteration, int Step, double Reward, double Kl, double ValueLoss, double PolicyLoss, double Ratio, double Entropy,
    double ClipFraction, double ExplainedVariance, double ResponseLength, int Updates, int SkippedUpdates);
