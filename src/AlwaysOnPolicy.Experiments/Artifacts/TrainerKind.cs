namespace AlwaysOnPolicy.Experiments.Artifacts;

/// <summary>Where a policy is trained and answers.</summary>
public enum TrainerKind
{
    /// <summary>In this process.</summary>
    Local,

    /// <summary>On a server with the Tinker HTTP interface.</summary>
    Tinker,
}
