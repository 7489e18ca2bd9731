namespace AlwaysOnPolicy.Experiments.Artifacts;

/// <summary>Which of fine-tuning's models a run goes on with.</summary>
public enum KeptModel
{
    /// <summary>That of the epoch with the lowest validation loss.</summary>
    Best,

    /// <summary>That of the last epoch.</summary>
    Last,
}
