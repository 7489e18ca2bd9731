using System.Runtime.Serialization;

namespace AlwaysOnPolicy.Experiments.Loop.Settings;

/// <summary>How an author weighs what could be asked next.</summary>
public enum PromptRule
{
    /// <summary>The distance of the rewards to those of people's answers, squared, times their spread.</summary>
    Shortfall,

    /// <summary>The same distance, not squared, and half of the draw uniform; meant to be used with a gate.</summary>
    [EnumMember(Value = "shortfall-half")] ShortfallHalf,

    /// <summary>Thompson sampling over the domains on the rewards of PPO's own rollouts; needs no probe.</summary>
    Bandit,

    /// <summary>Section 4.4: what the author makes of the answers and their rewards.</summary>
    Paper,
}
