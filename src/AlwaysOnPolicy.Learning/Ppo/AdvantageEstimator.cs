namespace AlwaysOnPolicy.Learning.Ppo;

/// <summary>How a token's advantage is estimated.</summary>
public enum AdvantageEstimator
{
    /// <summary>Generalized advantage estimation with the value head (Schulman et al. 2016): PPO.</summary>
    Gae,

    /// <summary>REINFORCE leave-one-out (Ahmadian et al. 2024): an answer's score and KL penalty, less the mean of the other answers to its prompt. No value
    /// head.</summary>
    Rloo,

    /// <summary>Group-relative (Shao et al. 2024, GRPO): an answer's score, standardised among the answers to its prompt. KL is a term of the loss; no value
    /// head.</summary>
    Grpo,
}
