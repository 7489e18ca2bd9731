namespace AlwaysOnPolicy.Experiments.Loop.Settings;

/// <summary>Where rewards come from.</summary>
public enum RewardKind
{
    /// <summary>A reward model: trained in the run, or given by <see cref="RewardSettings.Model"/>.</summary>
    Model,

    /// <summary>The miniature world's truth: how far a reward model without a fault would bring the same arms.</summary>
    Gold,
}
