namespace AlwaysOnPolicy.Learning.Ppo;

/// <summary>How the distance from the reference is measured, token by token.</summary>
public enum KlPenalty
{
    /// <summary>logprob − ref_logprob.</summary>
    Kl,

    /// <summary>Its absolute value.</summary>
    Abs,

    /// <summary>Half its square.</summary>
    Mse,

    /// <summary>Ratio − 1 − log ratio, of reference to policy: never negative, unbiased (Schulman 2020, "Approximating KL divergence", k3).</summary>
    K3,

    /// <summary>The exact KL divergence over the vocabulary.</summary>
    Full,
}
