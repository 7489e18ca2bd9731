namespace AlwaysOnPolicy.Learning.Tinker;

/// <summary>What a Tinker server makes of the losses of a request's tokens.</summary>
public enum TinkerReduction
{
    /// <summary>Their sum: Tinker itself, and SkyRL's FSDP and Megatron backends.</summary>
    Sum,

    /// <summary>The mean over sequences of each one's mean: SkyRL's JAX backend.</summary>
    SequenceMean,
}
