namespace AlwaysOnPolicy.Experiments.Loop.Settings;

public enum PromptTiming
{
    /// <summary>The policy is not looked at.</summary>
    Never,

    /// <summary>The SFT policy.</summary>
    Once,

    /// <summary>The current policy, before each iteration.</summary>
    Always,
}
