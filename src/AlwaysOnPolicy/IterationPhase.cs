namespace AlwaysOnPolicy;

/// <summary>Where an iteration stands.</summary>
public enum IterationPhase
{
    /// <summary>The policy answers the probe's questions.</summary>
    Probing,

    /// <summary>The author writes prompts.</summary>
    Authoring,

    /// <summary>The policy learns from them.</summary>
    Training,
}
