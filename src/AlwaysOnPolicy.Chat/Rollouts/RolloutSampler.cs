namespace AlwaysOnPolicy.Chat.Rollouts;

/// <summary>What draws on the servers.</summary>
public enum RolloutSampler
{
    /// <summary>aop serve: a seed gives the tokens that it gives in this process, so that a result does not depend on where it was drawn.</summary>
    Aop,

    /// <summary>vLLM, whose generator draws other tokens: what it drew is a result of its own.</summary>
    Vllm,
}
