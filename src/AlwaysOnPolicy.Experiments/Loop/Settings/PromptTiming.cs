namespace AlwaysOnPolicy.Experiments.Loop.Settings;

/// <summary>When an arm's author looks at a policy, and at which.</summary>
public enum PromptTiming
{
    /// <summary>The policy is not looked at.</summary>
    Never,

    /// <summary>The SFT policy.</summary>
    Once,

    /// <summary>The current policy, before each iteration.</summary>
    Always,
}
